/// Networks that multiply N branches unit by unit (hadamard_units.h), with the parameters they share:
///   y_N = b_1 * ... * b_N,   b_n = s phi(W_n x') + c_n,   f = r C y_N + b_std beta,      x' = x, or (x, input_bias).
/// polynomial_net.h and ccp_net.h say what s, c and r are.  All entries of W_n (m x d'), C (o x m) and beta (o) start
/// as N(0, 1); their segments are W1, ..., WN, C and, if b_std > 0, beta.
///
/// A pass costs about 2 N d' multiply-adds for each sample and unit (Forward), 4 N d' (JacobianVectorProduct), 6 N d'
/// (LossGradient, both passes); memory beside the parameters is 64 n o numbers.  With input gradients:
/// first_order_units.h. The function names in exceptions are those of Network (network.h).
#ifndef HADAMARD_NTK_MODELS_HADAMARD_NET_H_
#define HADAMARD_NTK_MODELS_HADAMARD_NET_H_

#include <cstdint>

#include "linalg/lanes.h"
#include "models/activation.h"
#include "models/first_order_units.h"
#include "models/hadamard_units.h"
#include "models/input_gradient.h"
#include "models/matrix.h"
#include "models/network.h"
#include "models/packed_samples.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

struct HadamardForm {
  Index inputs = 0, width = 0, outputs = 1;
  int degree = 0;
  Activation activation = Activation::kRelu;
  double scale = 1, skip = 0, output_scale = 1;  ///< s, c, r
  double input_bias = 0, output_bias_std = 0;    ///< 0: none
};

template <class T>
class HadamardNet {
 public:
  using Scalar = T;

  struct Workspace : NetworkWorkspace {
    PackedSamples<T> samples, output_gradient;
    linalg::LaneVector<T> partial_outputs, partial_gradients;
    Matrix<T> outputs, loss_gradient;
    typename FirstOrderUnits<T>::Workspace first_order;
  };

  HadamardNet(const HadamardForm& form, std::uint64_t seed);

  Index inputs() const { return form_.inputs; }
  Index outputs() const { return form_.outputs; }
  Index width() const { return form_.width; }
  int degree() const { return form_.degree; }
  const HadamardForm& form() const { return form_; }
  const Parameters<T>& parameters() const { return parameters_; }
  Parameters<T>& parameters() { return parameters_; }

  void Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const;
  void LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                    Workspace& workspace) const;
  void JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction, Matrix<T>& tangent,
                             Workspace& workspace) const;

  /// Of nets with one output, as in input_gradient.h.
  void ForwardWithGradient(const MatrixArgument<T>& x, Matrix<T>& f, Matrix<T>& g, Workspace& workspace) const;
  void FirstOrderLossGradient(const MatrixArgument<T>& x, const FirstOrderLoss<T>& loss, VectorResult<T> gradient,
                              Workspace& workspace) const;

  /// The hidden units, which point into the parameters: for empirical_ntk.h.
  HadamardUnits<T> units() const;
  PackedSamples<T> Pack(const char* function, const char* name, const MatrixArgument<T>& x) const;

 private:
  template <class Number>
  typename HadamardUnits<T>::template Weights<Number> Locate(Number* values) const;
  template <class AddOutputs>
  void SumOverUnits(const PackedSamples<T>& x, const AddOutputs& add_outputs, Matrix<T>& f, Workspace& workspace) const;
  void Evaluate(Matrix<T>& f, Workspace& workspace) const;
  FirstOrderUnits<T> first_order_units() const;
  void EvaluateFirstOrder(const char* function, const MatrixArgument<T>& x, Workspace& workspace) const;

  HadamardForm form_;
  Parameters<T> parameters_;
};

extern template class HadamardNet<float>;
extern template class HadamardNet<double>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_HADAMARD_NET_H_
