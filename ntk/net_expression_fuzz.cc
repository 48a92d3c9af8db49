#include <bit>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "ntk/correlation.h"
#include "ntk/kernel.h"
#include "ntk/net_expression.h"

namespace {

using namespace hadamard_ntk::ntk;

bool SameBits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

}  // namespace

// A text is refused with std::invalid_argument, or is a net whose canonical text is its own, and the same net.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const NetExpression net(text);
    const NetExpression again = [&] {
      try {
        return NetExpression(net.Text());
      } catch (const std::invalid_argument&) {
        if (net.Text().size() > 10'000) return net;  // longer than what was read: 1/3 for 1./3
        std::abort();
      }
    }();
    if (again.Text() != net.Text() || again.layers() != net.layers()) std::abort();
    if (net.layers() > 1000) return 0;
    const Correlation<double> c = Correlation<double>::FromCosine(0.5);
    const Pair<double> a = net(1.0, 0.75, c), b = again(1.0, 0.75, c);
    if (!SameBits(a.nngp, b.nngp) || !SameBits(a.ntk, b.ntk)) std::abort();
  } catch (const std::invalid_argument&) {
  } catch (const std::domain_error&) {  // of an activation that has no moments here, as exp where it overflows
  }
  return 0;
}
