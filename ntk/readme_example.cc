#include <Eigen/Core>
#include <cstdio>

#include "ntk/gram.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"
#include "ntk/residual_net.h"
#include "ntk/vector_correlation.h"

using namespace hadamard_ntk::ntk;

// A network of your own: a product of two branches, one of them without activation, after which a hidden layer.
struct MyNet {
  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    const Preactivation<T> h = Dense(Input<T>(norm_x, norm_z, c));
    const Features<T> product = HadamardProduct(Activate<Relu>(h), Activate<Identity>(h));
    return Readout(Activate<Relu>(Dense(product, /*weight_variance=*/1, /*bias_variance=*/0.1)));
  }
};

int main() {
  // A kernel is a value; on the unit sphere it is a function of the angle.
  const OnSphere pnn(PolynomialNet(3));
  std::printf("NTK of a PNN of degree 3: %.15f at angle 0, %.15f at 1\n", pnn(0.0), pnn(1.0));

  // Any inputs: two vectors, here at an angle of 2e-8, which their inner product has long lost.
  const double x[] = {3, 4}, z[] = {3 + 8e-8, 4 - 6e-8};
  const VectorPair<double> pair = VectorCorrelation<double>(x, z);
  const Pair<double> k = ResidualNet(5, 0.2)(pair.norm_x, pair.norm_z, pair.correlation);
  std::printf("ResNet at angle %.9e: nngp %.12f, ntk %.12f\n", pair.correlation.angle(), k.nngp, k.ntk);

  // Gram matrices of samples in rows.
  Eigen::MatrixXd samples(3, 2);
  samples << 1, 0, 0, 1, -1, 1;
  const Eigen::MatrixXd gram = Gram(MyNet(), samples);
  for (int i = 0; i < 3; ++i) std::printf("%9.6f %9.6f %9.6f\n", gram(i, 0), gram(i, 1), gram(i, 2));
}
