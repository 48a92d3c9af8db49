// Prints what may differ between two x86-64 machines, for --config=portable to remove:
//   fma=, avx=    whether the compiler was allowed these instructions (macros __FMA__, __AVX__)
//   contraction=  a b + c for a = b = 1 + 2^-30, c = -(1 + 2^-29), whose exact value is 2^-60: 0 when the product is
//                 rounded first, 2^-60 when the two operations are fused
//   libm=         a hash of the bits of 160,000 values of glibc's exp, log, sin, ...
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace {

double MultiplyAdd(volatile double& a, volatile double& b, volatile double& c) {
  const double x = a;
  const double y = b;
  const double z = c;
  return x * y + z;
}

std::uint64_t LibmHash() {
  std::uint64_t hash = 1469598103934665603u;  // FNV-1a
  volatile double start = 0.1;
  double t = start;
  for (int i = 0; i < 20000; ++i) {
    t = std::fmod(t * 1.61803398875 + 0.37, 3.0);
    const double values[] = {std::exp(t),        std::log(t + 0.001),    std::sin(t), std::cos(t), std::atan(t),
                             std::atan2(t, 1.3), std::pow(t + 0.5, 2.7), std::tan(t)};
    for (const double value : values) {
      std::uint64_t bits;
      std::memcpy(&bits, &value, sizeof bits);
      hash = (hash ^ bits) * 1099511628211u;
    }
  }
  return hash;
}

}  // namespace

int main() {
#ifdef __FMA__
  const int fma = 1;
#else
  const int fma = 0;
#endif
#ifdef __AVX__
  const int avx = 1;
#else
  const int avx = 0;
#endif
  volatile double a = 1 + 0x1p-30;
  volatile double b = 1 + 0x1p-30;
  volatile double c = -(1 + 0x1p-29);
  std::printf("fma=%d avx=%d contraction=%g libm=%016llx\n", fma, avx, MultiplyAdd(a, b, c),
              static_cast<unsigned long long>(LibmHash()));
}
