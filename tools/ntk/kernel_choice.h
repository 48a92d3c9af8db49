/// A network of ntk/any_kernel.h chosen on a command line, by --kernel and the flags that belong to it:
///
///   pnn       --degree, --activation_free, --normalization unit|raw|raw_over_width, --width with the last of these,
///             --input_bias
///   ccp       --degree, --activation_free, --normalization raw|unit, --bias_std, --input_bias
///   ncp       --degree, --activation_free, --bias_std, --input_bias
///   fc        --depth, --bias_std, --input_bias
///   resnet    --blocks, --alpha, --trained blocks|all, --input_bias
///   quadratic --depth, --input_bias
///   relinear  --depth, --gate_rate, --power_rate, --input_bias
///
/// or written out as --net EXPR in the grammar of ntk/net_expression.h, which takes the place of all of these.
///
/// Other names for the same: pnn-linear, ccp-linear and ncp-linear are those kernels with --activation_free; paper_eq2
/// and paper_eq1_literal are raw and raw_over_width.
#ifndef HADAMARD_NTK_TOOLS_NTK_KERNEL_CHOICE_H_
#define HADAMARD_NTK_TOOLS_NTK_KERNEL_CHOICE_H_

#include <optional>
#include <string>

#include "ntk/any_kernel.h"
#include "ntk/any_net.h"
#include "ntk/net_expression.h"
#include "referee/program/json.h"
#include "tools/program/flag_parser.h"

namespace hadamard_ntk::tools {

using ntk::AnyKernel;
using ntk::KernelDescription;
using ntk::NetExpression;
using KernelChoice = ntk::AnyNet;

/// {"kernel": "pnn", "degree": 2, "activation_free": false, "normalization": "unit", "input_bias": 0.0};
/// {"kernel": "net", "net": "dense relu | readout"}.
referee::Json ToJson(const KernelDescription& choice);
referee::Json ToJson(const KernelChoice& choice);

/// The flags of a kernel on a command line.
class KernelFlags {
 public:
  /// Of infinite networks, or of the finite ones of named_net.h, which are pnn, ccp, ncp and fc, without an input bias
  /// for fc and ncp, and with a --width that is not ours.
  enum class Networks { kInfinite, kFinite };

  /// Adds them to `parser`, which must outlive this.
  KernelFlags(FlagParser& parser, Networks networks);
  KernelFlags(const KernelFlags&) = delete;
  KernelFlags& operator=(const KernelFlags&) = delete;

  /// What was given, when `parser` has parsed; what was not has the defaults of ntk/any_kernel.h.
  /// Throws FlagError for a flag that the chosen kernel does not have, or a value that it cannot have.
  KernelDescription Chosen() const;
  /// The --net that was given, if it was.  Throws FlagError for a text that is no net, and for other flags beside it.
  std::optional<NetExpression> ChosenNet() const;
  /// One of the two.
  KernelChoice ChosenKernel() const;

 private:
  struct Given {
    std::string kernel = "pnn", net, normalization, trained = "blocks";
    int degree = 2, depth = 2, blocks = 2;
    bool activation_free = false;
    double width = 0, bias_std = 0, alpha = 0, gate_rate = 1, power_rate = 0, input_bias = 0;
  };

  bool finite() const { return networks_ == Networks::kFinite; }
  bool Present(const std::string& name) const { return parser_.Given("--" + name); }
  std::string ValueOf(const std::string& name) const { return parser_.ValueOf("--" + name); }
  void RequireOwnFlags(const std::string& kernel) const;
  void RequireFittingValues(const std::string& kernel, ntk::Normalization normalization) const;

  FlagParser& parser_;
  Networks networks_;
  Given given_;
};

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_KERNEL_CHOICE_H_
