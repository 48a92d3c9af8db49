/// Losses of the outputs f (n x o) against targets y (n x o), with their gradients v = dLoss/df.  With e = f - y, and
/// p_i = softmax(f_i) = exp(f_io) / sum_k exp(f_ik):
///
///   kHalfSquares         1/2 sum_{i,o} e_io^2          v = e             the loss of the NTK's gradient descent
///   kMeanHalfSquares     1/(2n) sum_{i,o} e_io^2       v = e / n
///   kMeanSquares         1/(n o) sum_{i,o} e_io^2      v = 2 e / (n o)   PyTorch's MSELoss
///   kCrossEntropy        - sum_{i,o} y_io log p_io     v = p - y         y_i >= 0 with sum 1: a class, or its odds
///   kMeanCrossEntropy    1/n times that                v = (p - y) / n   PyTorch's CrossEntropyLoss
///   kMeanLogistic        1/(n o) sum_{i,o} (log(1 + exp(f_io)) - y_io f_io),   0 <= y <= 1: a class, or its odds;
///                        v = (q - y) / (n o),  q = 1 / (1 + exp(-f_io))          PyTorch's BCEWithLogitsLoss
///
/// n is the number of rows given, of a minibatch too.  The cross entropy shifts f_i by its largest entry, so no finite
/// f overflows, and 1 - p is not formed; nor is 1 - q.
///
/// Error: the value is summed in double, in the order of memory: <= n o eps of the sum of absolute terms, eps of
/// double, and, for squares, eps of T for f - y.  v: 3 eps |v|, eps of T; for the cross entropy (2 o + 8) eps of double
/// and the rounding to T, for kMeanLogistic 8 eps of double and that (loss_test).  f not finite gives a value that is
/// not finite.
///
/// Throws std::invalid_argument for a shape mismatch, and n = 0.  CheckTargets: for y not finite or not of the range
/// above (sums to 1 within 4 o eps), or one class of a cross entropy only.
#ifndef HADAMARD_NTK_MODELS_LOSS_H_
#define HADAMARD_NTK_MODELS_LOSS_H_

#include <string>
#include <vector>

#include "models/matrix.h"

namespace hadamard_ntk::models {

enum class Loss { kHalfSquares, kMeanHalfSquares, kMeanSquares, kCrossEntropy, kMeanCrossEntropy, kMeanLogistic };

/// The loss, and v (resized) unless null.
template <class T>
double EvaluateLoss(Loss loss, const Matrix<T>& f, const Matrix<T>& y, Matrix<T>* v);

/// The value is a mean over the samples, not a sum.
bool IsMean(Loss loss);

template <class T>
void CheckTargets(Loss loss, const Matrix<T>& y);

/// Row i is the unit vector of labels[i].  Throws std::invalid_argument for a label outside of [0, classes).
template <class T>
Matrix<T> OneHot(const std::vector<Index>& labels, Index classes);

std::string Describe(Loss loss);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LOSS_H_
