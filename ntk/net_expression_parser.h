/// The grammar of net_expression.h, read from a text (and no more: net_expression_rules.h says which nets are sound).
///
///   net     = [input_bias(b) |] [standard(width) |] { stage | } readout
///   stage   = term { + term },   term = chain { * chain },   chain = [x | skip | 1] { step },   not empty
///   step    = layer, or activation, or relu(chain * chain), or scale(variance), or group
///   layer   = dense, frozen_dense or zero_dense [(variance [, variance])];   readout likewise, but not from zero
///   group   = ( stage { | stage } ) [^ n], or repeat(n, stage { | stage }) [^ n]
///   activation = a name of any_activation.h [(number {, number})]
///   variance = number, or number^2, or number/number
/// The bracket of arguments follows its word without a space; a bracket after a space is a group.
///
/// Throws std::invalid_argument with the column for anything else; for a number that is negative, not finite or not
/// normal; n below 1 or above 10^6; a text of more than 10^4 characters; brackets nested more than 32 deep; a net of
/// more than 10^6 dense layers, steps or factors (net_expression_size.h).
#ifndef HADAMARD_NTK_NTK_NET_EXPRESSION_PARSER_H_
#define HADAMARD_NTK_NTK_NET_EXPRESSION_PARSER_H_

#include <string_view>
#include <vector>

#include "ntk/activations/any_activation.h"
#include "ntk/net_expression_tree.h"

namespace hadamard_ntk::ntk {

/// `own` are activations that the text may name, too.  Throws std::invalid_argument if one has the name of another or a
/// word of the grammar.
NetTree ParseNet(std::string_view text, const std::vector<AnyActivation>& own = {});

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_NET_EXPRESSION_PARSER_H_
