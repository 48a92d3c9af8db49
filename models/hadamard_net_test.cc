#include "models/hadamard_net.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "linalg/thrown_testing.h"
#include "models/first_order_check_testing.h"
#include "models/gradient_check_testing.h"
#include "models/refusal_testing.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

using Net = HadamardNet<double>;

HadamardForm SmallForm() {
  return {.inputs = 4,
          .width = 7,
          .outputs = 3,
          .degree = 3,
          .activation = Activation::kRelu,
          .scale = 1.3,
          .skip = 0.6,
          .output_scale = 0.7,
          .input_bias = 0.8,
          .output_bias_std = 0.4};
}

// f from its definition, unit by unit.
double Definition(const Net& net, const Matrix<double>& x, Index i, Index o) {
  const HadamardForm& form = net.form();
  double sum = 0;
  for (Index k = 0; k < form.width; ++k) {
    double y = 1;
    for (int n = 0; n < form.degree; ++n) {
      const auto w = net.parameters().matrix(n);
      double u = form.input_bias != 0 ? w(k, form.inputs) * form.input_bias : 0;
      for (Index j = 0; j < form.inputs; ++j) u += w(k, j) * x(i, j);
      if (form.activation == Activation::kRelu) u = std::fmax(u, 0);
      y *= form.scale * u + (n == 0 ? 0 : form.skip);
    }
    sum += net.parameters().matrix(form.degree)(o, k) * y;
  }
  sum *= form.output_scale;
  if (form.output_bias_std > 0) sum += form.output_bias_std * net.parameters().matrix(form.degree + 1)(o, 0);
  return sum;
}

// Shapes around the ends of groups of units (4), registers (up to 16), chunks of samples (128), blocks of units and
// groups of chunks.  Conditioned: 16 (d + m N) eps of the largest output.
TEST(HadamardNetTest, ForwardIsTheDefinition) {
  for (const auto& [samples, inputs, width, degree] : {std::tuple<int, int, int, int>{1, 1, 1, 1},
                                                       {5, 3, 4, 2},
                                                       {16, 2, 5, 5},
                                                       {127, 3, 17, 3},
                                                       {128, 10, 3, 4},
                                                       {130, 11, 67, 2},
                                                       {2100, 2, 9, 3},
                                                       {40, 4, 1100, 2}}) {
    for (const Activation activation : {Activation::kRelu, Activation::kIdentity}) {
      for (const double skip : {0.0, 1.0}) {
        HadamardForm form = SmallForm();
        form.inputs = inputs;
        form.width = width;
        form.degree = degree;
        form.activation = activation;
        form.skip = skip;
        const Net net(form, 3);
        const Matrix<double> x = Matrix<double>::Random(samples, inputs);
        const Matrix<double> f = Forward(net, x);
        ASSERT_EQ(f.rows(), samples);
        ASSERT_EQ(f.cols(), 3);
        const double tolerance =
            16 * (inputs + width * degree) * std::numeric_limits<double>::epsilon() * f.cwiseAbs().maxCoeff();
        for (Index i = 0; i < samples; ++i) {
          for (Index o = 0; o < 3; ++o) ASSERT_NEAR(f(i, o), Definition(net, x, i, o), tolerance) << i << " " << o;
        }
        EXPECT_GT(f.cwiseAbs().minCoeff(), 0.0);
      }
    }
  }
}

TEST(HadamardNetTest, Derivatives) {
  for (int degree = 1; degree <= 5; ++degree) {
    HadamardForm form = SmallForm();
    form.degree = degree;
    form.inputs = 3 + degree;  // 5 + 1, 2, 3, 4 columns in the loops
    ExpectRightDerivatives(Net(form, 1));
    form.activation = Activation::kIdentity;
    form.skip = 0;
    ExpectRightDerivatives(Net(form, 2));
  }
}

// A workspace of one batch serves another; batches over one or more groups of chunks add up.  Conditioned.
TEST(HadamardNetTest, GradientsOfBatchesAddUp) {
  const Net net(SmallForm(), 5);
  const Matrix<double> x = Matrix<double>::Random(2500, 4), v = Matrix<double>::Random(2500, 3);
  Net::Workspace workspace;
  const auto gradient = [&](Index begin, Index count) {
    Vector<double> result(net.parameters().size());
    net.LossGradient(
        x.middleRows(begin, count), [&](const Matrix<double>&, Matrix<double>& df) { df = v.middleRows(begin, count); },
        result, workspace);
    return result;
  };
  const Vector<double> whole = gradient(0, 2500);
  const Vector<double> parts = gradient(0, 1) + gradient(1, 300) + gradient(301, 2199);
  const double tolerance = 2500 * std::numeric_limits<double>::epsilon() * whole.cwiseAbs().maxCoeff();
  EXPECT_LE((whole - parts).cwiseAbs().maxCoeff(), tolerance);
  EXPECT_GT((whole - gradient(0, 2499)).cwiseAbs().maxCoeff(), tolerance);  // control: one sample is missed
}

TEST(HadamardNetTest, NoSamples) {
  const Net net(SmallForm(), 5);
  EXPECT_EQ(Forward(net, Matrix<double>(0, 4)).rows(), 0);
  const Vector<double> gradient = VectorJacobianProduct(net, Matrix<double>(0, 4), Matrix<double>(0, 3));
  EXPECT_EQ(gradient, Vector<double>::Zero(net.parameters().size()));
}

TEST(HadamardNetTest, FloatIsRoundedDouble) {
  const HadamardForm form = SmallForm();
  const HadamardForm single{form.inputs, form.width, form.outputs,      form.degree,     form.activation,
                            form.scale,  form.skip,  form.output_scale, form.input_bias, form.output_bias_std};
  ExpectFloatIsRoundedDouble(HadamardNet<float>(single, 4), Net(form, 4), 32);
}

template <class T>
void CheckThreadCounts() {
  HadamardForm form{.inputs = 7, .width = 203, .outputs = 2, .degree = 3, .skip = 1, .output_bias_std = 1};
  const Matrix<T> x = Matrix<T>::Random(4300, 7), v = Matrix<T>::Random(4300, 2);
  ExpectSameBitsForAnyThreadCount([&] { return Vector<T>(HadamardNet<T>(form, 9).parameters().values()); });
  const HadamardNet<T> net(form, 9);
  ExpectSameBitsForAnyThreadCount([&] { return Forward(net, x); });
  ExpectSameBitsForAnyThreadCount([&] { return VectorJacobianProduct(net, x, v); });
  const Vector<T> direction = Vector<T>::Random(net.parameters().size());
  ExpectSameBitsForAnyThreadCount([&] { return JacobianVectorProduct(net, x, direction); });
}

TEST(HadamardNetTest, SameBitsForAnyThreadCount) {
  CheckThreadCounts<float>();
  CheckThreadCounts<double>();
}

// Gradients in the input, and through them, with and without kinks; f is Forward's.
TEST(HadamardNetTest, RightInputGradients) {
  HadamardForm form = SmallForm();
  form.outputs = 1;
  for (const Activation activation : {Activation::kIdentity, Activation::kRelu}) {
    form.activation = activation;
    const Net net(form, 3);
    ExpectRightInputGradients(net);
    ExpectFirstOrderRefusals(net);
    const Matrix<double> x = Matrix<double>::Random(150, 4);
    Matrix<double> f, g;
    Net::Workspace workspace;
    net.ForwardWithGradient(x, f, g, workspace);
    const double size = f.cwiseAbs().maxCoeff();
    EXPECT_LE((f - Forward(net, x)).cwiseAbs().maxCoeff(), 64 * std::numeric_limits<double>::epsilon() * size);
  }
  Matrix<double> f;
  Net::Workspace workspace;
  EXPECT_EQ(MessageOf([&] { Net(SmallForm(), 1).ForwardWithGradient(Matrix<double>::Random(1, 4), f, f, workspace); }),
            "ForwardWithGradient: outputs must be 1, got 3");
}

// Parameters that diverged are seen in the outputs: the ReLU does not turn NaN into 0.
TEST(HadamardNetTest, NanParametersShow) {
  for (int segment = 0; segment < 3; ++segment) {
    Net net(SmallForm(), 5);
    net.parameters().matrix(segment)(2, 1) = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(std::isnan(Forward(net, Matrix<double>::Random(1, 4)).sum())) << segment;
  }
}

std::string MessageOfForm(void (*change)(HadamardForm&)) {
  HadamardForm form = SmallForm();
  change(form);
  return MessageOf([&] { Net(form, 1); });
}

TEST(HadamardNetTest, RejectsBadForms) {
  EXPECT_EQ(MessageOfForm([](HadamardForm& f) { f.width = 0; }), "HadamardNet: width must be at least 1, got 0");
  EXPECT_EQ(MessageOfForm([](HadamardForm& f) { f.inputs = 0; }), "HadamardNet: inputs must be at least 1, got 0");
  EXPECT_EQ(MessageOfForm([](HadamardForm& f) { f.outputs = -1; }), "HadamardNet: outputs must be at least 1, got -1");
  EXPECT_EQ(MessageOfForm([](HadamardForm& f) { f.degree = 0; }), "HadamardNet: degree must be at least 1, got 0");
  EXPECT_EQ(MessageOfForm([](HadamardForm& f) { f.scale = 0; }),
            "HadamardNet: scale must be finite and positive, got 0");
  EXPECT_EQ(MessageOfForm([](HadamardForm& f) { f.input_bias = std::nan(""); }),
            "HadamardNet: input_bias must be finite and not negative, got nan");
  EXPECT_EQ(MessageOfForm([](HadamardForm&) {}), "no error");
}

TEST(HadamardNetTest, RejectsBadData) {
  const Net net(SmallForm(), 5);
  ExpectRefusals(net);
  Matrix<double> x = Matrix<double>::Random(6, 4);
  EXPECT_EQ(MessageOf([&] { VectorJacobianProduct(net, x, x); }), "VectorJacobianProduct: v must be 6 x 3, got 6 x 4");
  x(5, 2) = std::numeric_limits<double>::infinity();
  EXPECT_EQ(MessageOf([&] { Forward(net, x); }), "Forward: entries must be finite, got X(5, 2) = inf");
}

}  // namespace
}  // namespace hadamard_ntk::models
