/// An infinite network as it was chosen at run time, by its name (any_kernel.h) or as a text (net_expression.h); a
/// kernel itself, with the values of the one or the other.
#ifndef HADAMARD_NTK_NTK_ANY_NET_H_
#define HADAMARD_NTK_NTK_ANY_NET_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ntk/any_kernel.h"
#include "ntk/correlation.h"
#include "ntk/kernel.h"
#include "ntk/net_expression.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

class AnyNet {
 public:
  /// Throws what AnyKernel throws.
  explicit AnyNet(const KernelDescription& description) : kernel_(AnyKernel(description)) {}
  explicit AnyNet(const NetExpression& net) : kernel_(net) {}

  /// As of KernelDescription; of a text "net", ("net", its canonical text), and "net " with that text.
  std::string name() const;
  std::vector<std::pair<std::string, KernelDescription::Value>> Values() const;
  std::string Text() const;
  /// The name with its parameters, of one that was chosen so; else null.
  const KernelDescription* description() const {
    const auto* any = std::get_if<AnyKernel>(&kernel_);
    return any ? &any->description() : nullptr;
  }
  /// The text, of one that was chosen so; else null.
  const NetExpression* expression() const { return std::get_if<NetExpression>(&kernel_); }
  /// What errors grow with: degree, depth or blocks; of a text, the larger of its dense layers and its factors.
  int size() const;

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    return std::visit([&](const auto& kernel) -> Pair<T> { return kernel(norm_x, norm_z, c); }, kernel_);
  }

  /// As WithChosen (kernel.h) has it.
  template <class Use>
  void Visit(const Use& use) const {
    std::visit([&](const auto& kernel) { WithChosen(kernel, use); }, kernel_);
  }

 private:
  std::variant<AnyKernel, NetExpression> kernel_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ANY_NET_H_
