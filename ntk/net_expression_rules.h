/// Which nets of the grammar of net_expression.h have the kernel that the algebra of features.h gives them.
///
/// In the limit of infinite width, a value at one unit is one of
///   the net's input   d coordinates, no wide layer: only weights (dense, readout) read it
///   zero              0, but not its derivatives: a zero_dense; it is added to something else, and nothing more
///   Gaussian          centred, the units independent: a dense layer, or a sum of such; only these are activated
///   Features          anything else
/// and is `bare` with respect to a stage if it depends on the stage's input at the same unit, with no dense layer in
/// between, like skip, skip scale(v), relu after a dense of an earlier stage.  A dense layer of fresh weights
/// decorrelates: (W h)_i / sqrt(m) depends on h_i by one weight of m, so it is independent of h_i in the limit, and of
/// every other dense layer; and <d h_i, d (W h)_i> of the gradients by all that is below is W_ii <d h_i, d h_i> /
/// sqrt(m), which vanishes, too [Yang2020].  So sums and products of values of which at most one is bare are those of
/// independent functions, and those of two bare ones (skip + skip, skip * skip, skip + skip relu) are not: they are
/// refused, as are independent copies of a bare group.  The factors of relu(f * g) are Gaussian and independent, so at
/// most one is bare.  The weights of a zero_dense are 0, and so bring nothing down to the layers below.
///
/// Throws std::invalid_argument that names the column.
#ifndef HADAMARD_NTK_NTK_NET_EXPRESSION_RULES_H_
#define HADAMARD_NTK_NTK_NET_EXPRESSION_RULES_H_

#include "ntk/net_expression_tree.h"

namespace hadamard_ntk::ntk {

void RequireSoundNet(const NetTree& net);

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_NET_EXPRESSION_RULES_H_
