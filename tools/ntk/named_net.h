/// The finite net of a network of ntk/any_kernel.h, as models has it, of m units and o outputs: pnn and ccp are a
/// HadamardNet, ncp an NcpNet, fc a FullyConnected.  As m -> infinity its empirical NTK tends to AnyKernel's; with
/// normalization raw_over_width, which has no limit, it is an estimate of AnyKernel's of width m.
///
/// Throws std::invalid_argument for the others, of which models has no such net, an input_bias of ncp and fc, a
/// description of another width than m, and what the net's constructor rejects.
#ifndef HADAMARD_NTK_TOOLS_NTK_NAMED_NET_H_
#define HADAMARD_NTK_TOOLS_NTK_NAMED_NET_H_

#include <fmt/format.h>

#include <cstdint>
#include <stdexcept>
#include <string>

#include "models/activation.h"
#include "models/ccp_net.h"
#include "models/fully_connected.h"
#include "models/matrix.h"
#include "models/ncp_net.h"
#include "models/normalization.h"
#include "models/polynomial_net.h"
#include "ntk/any_kernel.h"
#include "ntk/normalization.h"

namespace hadamard_ntk::tools {

inline models::Normalization NormalizationOf(ntk::Normalization normalization) {
  return normalization == ntk::Normalization::kUnit            ? models::Normalization::kUnit
         : normalization == ntk::Normalization::kRawActivation ? models::Normalization::kRawActivation
                                                               : models::Normalization::kRawActivationOverWidth;
}

/// use(net), entries of type T.
template <class T, class Use>
auto WithNamedNet(const ntk::KernelDescription& description, models::Index inputs, models::Index width,
                  models::Index outputs, std::uint64_t seed, const Use& use) {
  const ntk::KernelParameters& p = description.parameters();
  if (description.name() != "fc" && !p.activation_free) {  // none of the polynomial nets
    throw std::invalid_argument(description.name() + ": there is no finite net of that name");
  }
  if ((description.name() == "fc" || description.name() == "ncp") && *p.input_bias != 0) {
    throw std::invalid_argument(description.name() + ": the finite net has no input_bias");
  }
  if (p.width && *p.width != static_cast<double>(width)) {
    throw std::invalid_argument(description.name() + ": the width must be that of the description, " +
                                fmt::to_string(*p.width) + ", got " + std::to_string(width));
  }
  if (description.name() == "fc") {
    return use(models::FullyConnected<T>(
        {.inputs = inputs, .width = width, .outputs = outputs, .depth = *p.depth, .bias_std = *p.bias_std}, seed));
  }
  const models::Activation activation = *p.activation_free ? models::Activation::kIdentity : models::Activation::kRelu;
  if (description.name() == "ncp") {
    return use(models::NcpNet<T>({.inputs = inputs,
                                  .width = width,
                                  .outputs = outputs,
                                  .degree = *p.degree,
                                  .activation = activation,
                                  .bias_std = *p.bias_std},
                                 seed));
  }
  if (description.name() == "ccp") {
    return use(models::CcpNet<T>({.inputs = inputs,
                                  .width = width,
                                  .outputs = outputs,
                                  .degree = *p.degree,
                                  .activation = activation,
                                  .normalization = NormalizationOf(*p.normalization),
                                  .input_bias = *p.input_bias,
                                  .output_bias_std = *p.bias_std},
                                 seed));
  }
  return use(models::PolynomialNet<T>({.inputs = inputs,
                                       .width = width,
                                       .outputs = outputs,
                                       .degree = *p.degree,
                                       .activation = activation,
                                       .normalization = NormalizationOf(*p.normalization),
                                       .input_bias = *p.input_bias},
                                      seed));
}

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_NAMED_NET_H_
