#include <cmath>
#include <cstdio>

#include "spectral/decay_law.h"
#include "spectral/mercer_spectrum.h"

// Any kernel of the angle, written once for every scalar: here the NTK of a two-layer ReLU net.
struct TwoLayerNtk {
  template <class T>
  T operator()(const T& theta) const {
    using std::acos, std::cos, std::sin;
    const T pi = acos(T(-1));
    return (sin(theta) + T(2) * (pi - theta) * cos(theta)) / pi;
  }
};

int main() {
  using namespace hadamard_ntk::spectral;
  const AngleKernel kernel = AngleKernel::From(TwoLayerNtk{});
  const MercerSpectrum spectrum = ComputeMercerSpectrum(kernel, /*d=*/9, /*k_max=*/10000);
  for (const int k : {0, 1, 2, 3, 100, 10000}) {
    std::printf("mu_%d = %.15g, error <= %.1g\n", k, spectrum[k].mu, spectrum[k].error);
  }
  const DecayLaw law = PredictDecay(kernel, 9).even;
  std::printf("law: %.12g (k + %g)^-%g, at k = 10000 off by %.1g\n", law.constant, law.lambda, law.exponent,
              law(10000) / spectrum[10000].mu - 1);
}
