/// The finite net of a text of the grammar of ntk/net_expression.h, as models/graph_nodes.h has it: of each dense layer
/// of the text a layer of its own weights, numbered as they are read, those of repetitions and independent copies one
/// after the other; all layers of width m.  As m -> infinity its empirical NTK tends to the kernel of NetExpression; in
/// the standard parameterization of base width n, too, and m/n may be any number.
///
/// Throws std::invalid_argument that names the column of the group, for a net of more than 10^6 nodes.
#ifndef HADAMARD_NTK_TOOLS_NTK_NET_GRAPH_H_
#define HADAMARD_NTK_TOOLS_NTK_NET_GRAPH_H_

#include "models/graph_nodes.h"
#include "ntk/net_expression_tree.h"

namespace hadamard_ntk::tools {

/// Of these numbers of inputs, units and outputs.
models::GraphNetOptions GraphOf(const ntk::NetTree& net, models::Index inputs, models::Index width,
                                models::Index outputs);

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_NET_GRAPH_H_
