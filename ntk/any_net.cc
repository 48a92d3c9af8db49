#include "ntk/any_net.h"

#include <algorithm>

namespace hadamard_ntk::ntk {

std::string AnyNet::name() const { return description() ? description()->name() : "net"; }

std::vector<std::pair<std::string, KernelDescription::Value>> AnyNet::Values() const {
  if (description()) return description()->Values();
  return {{"net", expression()->Text()}};
}

std::string AnyNet::Text() const {
  if (description()) return description()->Text();
  return "net " + expression()->Text();
}

int AnyNet::size() const {
  if (const NetExpression* net = expression()) return std::max(net->layers(), net->factors());
  const KernelParameters& p = description()->parameters();
  return std::max({p.degree.value_or(1), p.depth.value_or(1), p.blocks.value_or(1)});
}

}  // namespace hadamard_ntk::ntk
