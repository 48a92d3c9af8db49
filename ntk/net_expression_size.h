/// How large a net of the grammar of net_expression.h is, in numbers that may be beyond any integer.
///   LayerCount   dense layers with the readout, those of powers and repetitions counted: matrices of a finite net
///   StepCount    steps that one evaluation takes: repetitions counted, a power once
///   FactorCount  how many factors are multiplied with one another at most: N for a polynomial net of degree N, n times
///                those below for the polynomial activations of degree n.  Values grow like that power of the input's
///                norm at most, but for the activations exp and gaussian.
#ifndef HADAMARD_NTK_NTK_NET_EXPRESSION_SIZE_H_
#define HADAMARD_NTK_NTK_NET_EXPRESSION_SIZE_H_

#include "ntk/net_expression_tree.h"

namespace hadamard_ntk::ntk {

double LayerCount(const NetTree& net);
double StepCount(const NetTree& net);
/// StepCount additions long.
double FactorCount(const NetTree& net);

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_NET_EXPRESSION_SIZE_H_
