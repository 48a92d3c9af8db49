/// A network chosen on a command line, by --kernel and the flags that belong to it:
///
///   pnn, pnn-linear    polynomial net (ntk/polynomial_net.h): --degree, --normalization unit|paper_eq2|
///                      paper_eq1_literal, --width with the last of these
///   ccp, ccp-linear    polynomial net in the CCP form (ntk/ccp_net.h): --degree, --normalization unit|paper_eq2,
///                      --bias_std
///   ncp, ncp-linear    the nested form (ntk/ncp_net.h): --degree, --bias_std
///   fc                 fully-connected ReLU net (ntk/fully_connected.h): --depth, --bias_std
///   resnet             residual ReLU net (ntk/residual_net.h): --blocks, --alpha, --trained blocks|all
///
/// and for each --input_bias (ntk/input_bias.h).  "-linear" is the net without activation.
#ifndef HADAMARD_NTK_TOOLS_NTK_KERNEL_CHOICE_H_
#define HADAMARD_NTK_TOOLS_NTK_KERNEL_CHOICE_H_

#include <string>
#include <variant>

#include "ntk/ccp_net.h"
#include "ntk/correlation.h"
#include "ntk/fully_connected.h"
#include "ntk/input_bias.h"
#include "ntk/kernel.h"
#include "ntk/ncp_net.h"
#include "ntk/polynomial_net.h"
#include "ntk/residual_net.h"
#include "ntk/scalar.h"
#include "referee/program/json.h"
#include "tools/ntk/flag_parser.h"

namespace hadamard_ntk::tools {

/// One of the networks of ntk; a kernel itself.
struct AnyNet {
  using Variant =
      std::variant<ntk::PolynomialNet, ntk::ActivationFreePolynomialNet, ntk::CcpNet, ntk::ActivationFreeCcpNet,
                   ntk::NcpNet, ntk::ActivationFreeNcpNet, ntk::FullyConnected, ntk::ResidualNet>;
  Variant net;

  template <ntk::Scalar T>
  ntk::Pair<T> operator()(const ntk::MagnitudeOf<T>& norm_x, const ntk::MagnitudeOf<T>& norm_z,
                          const ntk::Correlation<T>& c) const {
    return std::visit([&](const auto& kernel) -> ntk::Pair<T> { return kernel(norm_x, norm_z, c); }, net);
  }
};

/// The same on inputs (x, b), if b > 0.
class AnyKernel {
 public:
  AnyKernel(AnyNet net, double input_bias) : net_(net), input_bias_(input_bias) {}

  template <ntk::Scalar T>
  ntk::Pair<T> operator()(const ntk::MagnitudeOf<T>& norm_x, const ntk::MagnitudeOf<T>& norm_z,
                          const ntk::Correlation<T>& c) const {
    return input_bias_ > 0 ? Biased(norm_x, norm_z, c) : net_(norm_x, norm_z, c);
  }

  const AnyNet& net() const { return net_; }

 private:
  // Not inlined, for the sake of the time to compile.
  template <ntk::Scalar T>
  [[gnu::noinline]] ntk::Pair<T> Biased(const ntk::MagnitudeOf<T>& norm_x, const ntk::MagnitudeOf<T>& norm_z,
                                        const ntk::Correlation<T>& c) const {
    return ntk::WithInputBias(net_, input_bias_)(norm_x, norm_z, c);
  }

  AnyNet net_;
  double input_bias_;
};

/// The network by its numbers.  Those that the kernel does not have mean nothing.
struct KernelChoice {
  std::string kernel = "pnn";
  int degree = 2, depth = 2, blocks = 2;
  std::string normalization = "unit";
  double width = 0;  ///< of the finite net that paper_eq1_literal speaks of; 0 otherwise
  double bias_std = 0, input_bias = 0;
  double alpha = 0;
  std::string trained = "blocks";

  /// Throws what the network's constructor throws.
  AnyKernel MakeKernel() const;
  /// "pnn, degree 4, normalization unit".
  std::string Text() const;
  /// The numbers that the kernel has.
  referee::Json ToJson() const;
};

/// The flags of a kernel on a command line.
class KernelFlags {
 public:
  /// Of infinite networks, or of the finite ones of models, which have no resnet, no input bias for fc and ncp, and a
  /// --width that is not ours.
  enum class Networks { kInfinite, kFinite };

  /// Adds them to `parser`, which must outlive this.
  KernelFlags(FlagParser& parser, Networks networks);
  KernelFlags(const KernelFlags&) = delete;
  KernelFlags& operator=(const KernelFlags&) = delete;

  /// What was given, when `parser` has parsed; what was not has the defaults of --help.
  /// Throws FlagError for a flag that the chosen kernel does not have, or a value that it cannot have.
  KernelChoice Chosen() const;

 private:
  FlagParser& parser_;
  Networks networks_;
  KernelChoice given_;
};

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_KERNEL_CHOICE_H_
