#include "models/inverse_loss.h"

#include <oneapi/tbb/parallel_for.h>

#include <sstream>
#include <stdexcept>

#include "models/arguments.h"

namespace hadamard_ntk::models {
namespace {

Vector<double> Times(const SymmetricMap& a, const Vector<double>& x) {
  Vector<double> y(x.size());
  a(std::span<const double>(x.data(), x.size()), std::span<double>(y.data(), y.size()));
  return y;
}

}  // namespace

template <class T>
double InverseLoss(const MatrixArgument<T>& f, const MatrixArgument<T>& b, const SymmetricMap& a, Matrix<T>* v) {
  RequireShape("InverseLoss", "f", f, b.rows(), b.cols());
  Vector<double> losses(f.rows()), sizes(f.rows());
  if (v) v->resize(f.rows(), f.cols());
  tbb::parallel_for(Index{0}, f.rows(), [&](Index i) {
    const Vector<double> output = f.row(i).transpose().template cast<double>();
    const Vector<double> right = b.row(i).transpose().template cast<double>();
    const Vector<double> image = Times(a, output);
    const double size = output.dot(image), product = right.dot(output), alpha = product / size;
    const Vector<double> error = right - alpha * image;
    losses[i] = error.squaredNorm();
    sizes[i] = size;
    if (!v || !(size > 0)) return;
    const Vector<double> gradient =
        -2 * (alpha * Times(a, error) + error.dot(image) * (right / size - 2 * product / (size * size) * image));
    v->row(i) = (gradient / static_cast<double>(f.rows())).transpose().template cast<T>();
  });
  for (Index i = 0; i < f.rows(); ++i) {
    if (sizes[i] > 0) continue;
    std::ostringstream message;
    message << "InverseLoss: f.Af must be positive, got " << sizes[i] << " at sample " << i;
    throw std::domain_error(message.str());
  }
  return losses.mean();
}

template double InverseLoss<float>(const MatrixArgument<float>&, const MatrixArgument<float>&, const SymmetricMap&,
                                   Matrix<float>*);
template double InverseLoss<double>(const MatrixArgument<double>&, const MatrixArgument<double>&, const SymmetricMap&,
                                    Matrix<double>*);

}  // namespace hadamard_ntk::models
