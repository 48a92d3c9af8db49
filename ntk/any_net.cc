#include "ntk/any_net.h"

#include <algorithm>

namespace hadamard_ntk::ntk {

std::string AnyNet::name() const {
  const auto* any = std::get_if<AnyKernel>(&kernel_);
  return any ? any->name() : "net";
}

std::vector<std::pair<std::string, KernelDescription::Value>> AnyNet::Values() const {
  if (const auto* any = std::get_if<AnyKernel>(&kernel_)) return any->description().Values();
  return {{"net", expression()->Text()}};
}

std::string AnyNet::Text() const {
  if (const auto* any = std::get_if<AnyKernel>(&kernel_)) return any->Text();
  return "net " + expression()->Text();
}

int AnyNet::size() const {
  if (const NetExpression* net = expression()) return std::max(net->layers(), net->factors());
  const KernelParameters& p = std::get<AnyKernel>(kernel_).parameters();
  return std::max({p.degree.value_or(1), p.depth.value_or(1), p.blocks.value_or(1)});
}

}  // namespace hadamard_ntk::ntk
