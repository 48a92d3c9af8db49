/// One of the networks of this library, chosen at run time by its name and its parameters; a kernel itself.
///
///   pnn       polynomial_net.h  degree, activation_free, normalization (unit, raw, raw_over_width), width, input_bias
///   ccp       ccp_net.h         degree, activation_free, normalization (raw, unit), bias_std, input_bias
///   ncp       ncp_net.h         degree, activation_free, bias_std (1), input_bias
///   fc        fully_connected.h depth, bias_std, input_bias
///   resnet    residual_net.h    blocks, alpha (1/blocks), trained, input_bias
///   quadratic quadratic_net.h   depth, input_bias
///   relinear  relinear_net.h    depth, gate_rate (1), power_rate (0), input_bias
///
/// Depth counts weight layers, one more than the hidden layers of quadratic_net.h and relinear_net.h.
/// A parameter that is not given has the value in brackets or the first one there, 2 for a number of layers, 0 for a
/// bias, false; `width` belongs to raw_over_width, which needs it.
///   const AnyKernel kernel = AnyKernel::FromName("pnn", {.degree = 3, .activation_free = true});
/// The values of numbers are those of the kernel's own type, bit for bit (any_kernel_test); in vector registers, as a
/// Gram matrix has them, to its documented error: the compiler may fuse other multiply-adds.
#ifndef HADAMARD_NTK_NTK_ANY_KERNEL_H_
#define HADAMARD_NTK_NTK_ANY_KERNEL_H_

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ntk/ccp_net.h"
#include "ntk/correlation.h"
#include "ntk/fully_connected.h"
#include "ntk/input_bias.h"
#include "ntk/kernel.h"
#include "ntk/ncp_net.h"
#include "ntk/normalization.h"
#include "ntk/polynomial_net.h"
#include "ntk/quadratic_net.h"
#include "ntk/relinear_net.h"
#include "ntk/residual_net.h"
#include "ntk/scalar.h"
#include "ntk/second_moments.h"

namespace hadamard_ntk::ntk {

/// Those of all networks; a network has some of them.
struct KernelParameters {
  std::optional<int> degree = {};  ///< N
  std::optional<int> depth = {};   ///< in weight layers
  std::optional<int> blocks = {};
  std::optional<bool> activation_free = {};  ///< phi(u) = u in place of the ReLU
  std::optional<Normalization> normalization = {};
  std::optional<double> width = {};  ///< of the finite net that kRawActivationOverWidth speaks of
  std::optional<double> bias_std = {};
  std::optional<double> alpha = {};
  std::optional<ResidualNet::Trained> trained = {};
  std::optional<double> gate_rate = {};   ///< gamma_g of relinear_net.h
  std::optional<double> power_rate = {};  ///< and gamma_b
  std::optional<double> input_bias = {};  ///< b of input_bias.h; 0: none
};

/// The name of a network with its parameters, all that it has and no other.
class KernelDescription {
 public:
  using Value = std::variant<bool, int, double, std::string>;

  /// Throws std::invalid_argument for a name that is none, a parameter that the network does not have, and a
  /// normalization that is none of its own.
  explicit KernelDescription(const std::string& name, const KernelParameters& given = {});

  const std::string& name() const { return name_; }
  const KernelParameters& parameters() const { return parameters_; }
  /// ("degree", 3), ("activation_free", false), ("normalization", "raw"), ... in the order of the table above.
  std::vector<std::pair<std::string, Value>> Values() const;
  /// "pnn, degree 3, activation_free, normalization unit": without biases that are 0.
  std::string Text() const;

  /// All names, and the names of the parameters that one of them has, as above.
  static std::vector<std::string> Names();
  static const std::vector<std::string>& ParametersOf(const std::string& name);

 private:
  std::string name_;
  KernelParameters parameters_;
};

class AnyKernel {
 public:
  /// Throws what KernelDescription and the network's constructor throw, for an input bias < 0 or not finite, and for a
  /// depth of quadratic or relinear < 2.
  explicit AnyKernel(const KernelDescription& description);
  static AnyKernel FromName(const std::string& name, const KernelParameters& parameters = {}) {
    return AnyKernel(KernelDescription(name, parameters));
  }

  const KernelDescription& description() const { return description_; }
  const std::string& name() const { return description_.name(); }
  const KernelParameters& parameters() const { return description_.parameters(); }
  std::string Text() const { return description_.Text(); }

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    return input_bias_ > 0 ? Biased(norm_x, norm_z, c) : net_(norm_x, norm_z, c);
  }

  /// As WithChosen (kernel.h) has it.
  template <class Use>
  void Visit(const Use& use) const {
    std::visit([&](const auto& net) { use(Chosen(net, input_bias_)); }, net_.net);
  }

 private:
  /// A network of its own type, with the input bias, if there is one.
  template <class Net>
  class Chosen {
   public:
    Chosen(const Net& net, double input_bias) : net_(net), input_bias_(input_bias) {}

    template <Scalar T>
    Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
      SecondMoments<T> input{norm_x, norm_z, c};
      if (input_bias_ > 0) input = ExtendedByBias(input, input_bias_);
      return net_(input.rms_x, input.rms_z, input.correlation);
    }

   private:
    const Net& net_;
    double input_bias_;
  };

  /// The network without its input bias.
  struct Net {
    std::variant<PolynomialNet, ActivationFreePolynomialNet, CcpNet, ActivationFreeCcpNet, NcpNet, ActivationFreeNcpNet,
                 FullyConnected, ResidualNet, QuadraticNet, ReLinearNet>
        net;

    template <Scalar T>
    Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
      return std::visit([&](const auto& kernel) -> Pair<T> { return kernel(norm_x, norm_z, c); }, net);
    }
  };
  static Net MakeNet(const KernelDescription& description);

  // Not inlined, for the sake of the time to compile.
  template <Scalar T>
  [[gnu::noinline]] Pair<T> Biased(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z,
                                   const Correlation<T>& c) const {
    return WithInputBias(net_, input_bias_)(norm_x, norm_z, c);
  }

  KernelDescription description_;
  Net net_;
  double input_bias_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ANY_KERNEL_H_
