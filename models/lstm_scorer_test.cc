#include "models/lstm_scorer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "linalg/thrown_testing.h"
#include "models/first_order_check_testing.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr Index kInputs = 2, kCells = 3, kTerms = 4, kSequences = 5;
const LstmScorer kScorer{.inputs = kInputs, .cells = kCells, .terms = kTerms};

template <class T>
Vector<T> Scores(const LstmScorer& scorer, const Parameters<T>& parameters, const Matrix<T>& y,
                 LstmScorer::Workspace<T>& workspace) {
  Vector<T> scores;
  scorer.Forward<T>({&parameters, 0, parameters.values().data()}, y, scores, workspace);
  return scores;
}

// The recurrence, number by number.
Vector<double> ByDefinition(const Parameters<double>& parameters, const Matrix<double>& y, double forget) {
  const auto w = parameters.matrix(0), b = parameters.matrix(1), readout = parameters.matrix(2);
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  Vector<double> scores(kSequences);
  for (Index s = 0; s < kSequences; ++s) {
    std::vector<double> state(kCells, 0.0), cell(kCells, 0.0);
    for (Index k = 0; k < kTerms; ++k) {
      std::vector<double> gates;
      for (Index row = 0; row < 4 * kCells; ++row) {
        double sum = b(row, 0) + w(row, k);
        for (Index d = 0; d < kInputs; ++d) sum += w(row, kTerms + d) * y(d, k * kSequences + s);
        for (Index c = 0; c < kCells; ++c) sum += w(row, kTerms + kInputs + c) * state[c];
        gates.push_back(sum);
      }
      for (Index c = 0; c < kCells; ++c) {
        cell[c] = sigmoid(gates[2 * kCells + c] + forget) * cell[c] + sigmoid(gates[c]) * std::tanh(gates[kCells + c]);
        state[c] = sigmoid(gates[3 * kCells + c]) * std::tanh(cell[c]);
      }
    }
    scores[s] = parameters.matrix(3)(0, 0);
    for (Index c = 0; c < kCells; ++c) scores[s] += readout(0, c) * state[c];
  }
  return scores;
}

struct Case {
  Case() : parameters(kScorer.Segments(), 3), y(2 * Matrix<double>::Random(kInputs, kTerms * kSequences)) {
    parameters.values() = Vector<double>::Random(parameters.size());
  }
  Parameters<double> parameters;
  Matrix<double> y;
  LstmScorer::Workspace<double> workspace;
};

TEST(LstmScorerTest, CountsOfParameters) {
  const Parameters<float> parameters(LstmScorer{.inputs = 256}.Segments(), 1);
  EXPECT_EQ(parameters.matrix(0).size() + parameters.matrix(1).size(), 529408);
  EXPECT_EQ(parameters.size(), 529408 + 257);
}

// Counted: sums of 10 products, sigmoids and tanh of some eps, in four steps that amplify little.
TEST(LstmScorerTest, IsTheRecurrence) {
  Case c;
  const Vector<double> scores = Scores(kScorer, c.parameters, c.y, c.workspace);
  EXPECT_LE((scores - ByDefinition(c.parameters, c.y, 1)).cwiseAbs().maxCoeff(), 256 * kEps);
  EXPECT_GT((scores - ByDefinition(c.parameters, c.y, 0)).cwiseAbs().maxCoeff(), 1e-3);  // without the forget gate's 1
}

TEST(LstmScorerTest, GradientsAgainstDifferences) {
  Case c;
  const Vector<double> g = Vector<double>::Random(kSequences);
  const double size =
      Scores(kScorer, c.parameters, c.y, c.workspace).cwiseProduct(g).cwiseAbs().sum() + g.cwiseAbs().sum();
  Vector<double> gradient(c.parameters.size());
  Matrix<double> g_y;
  kScorer.Adjoint<double>({&c.parameters, 0, c.parameters.values().data()}, c.y, g, c.workspace,
                          {&c.parameters, 0, gradient.data()}, g_y);
  const auto in_parameters = [&](Index entry, double shift) {
    Parameters<double> moved = c.parameters;
    moved.values()[entry] += shift;
    return Scores(kScorer, moved, c.y, c.workspace).dot(g);
  };
  const auto in_y = [&](Index entry, double shift) {
    Matrix<double> moved = c.y;
    moved.reshaped()[entry] += shift;
    return Scores(kScorer, c.parameters, moved, c.workspace).dot(g);
  };
  const FirstOrderCheck check = CompareSlopes(in_parameters, size, gradient);
  EXPECT_LE(check.worst, 1);
  EXPECT_EQ(check.kinks, 0);
  const Vector<double> to_y = g_y.reshaped();
  EXPECT_LE(CompareSlopes(in_y, size, to_y).worst, 1);
  // Planted faults: each segment's sign, a factor, two gates exchanged, the terms in another order.
  for (const Segment& segment : c.parameters.segments()) {
    Vector<double> planted = gradient;
    planted.segment(segment.offset, segment.size()) *= -1;
    EXPECT_GT(CompareSlopes(in_parameters, size, planted).worst, 1) << segment.name;
  }
  EXPECT_GT(CompareSlopes(in_parameters, size, 1.001 * gradient).worst, 1);
  Parameters<double> exchanged = c.parameters;
  exchanged.values() = gradient;
  const Matrix<double> input_gate = exchanged.matrix(0).topRows(kCells);
  exchanged.matrix(0).topRows(kCells) = exchanged.matrix(0).middleRows(kCells, kCells).eval();
  exchanged.matrix(0).middleRows(kCells, kCells) = input_gate;
  EXPECT_GT(CompareSlopes(in_parameters, size, Vector<double>(exchanged.values())).worst, 1);
  const Matrix<double> reversed = g_y.rowwise().reverse();
  EXPECT_GT(CompareSlopes(in_y, size, reversed.reshaped()).worst, 1);
}

TEST(LstmScorerTest, SameBitsForAnyNumberOfThreads) {
  const LstmScorer scorer{.inputs = 33, .cells = 45};
  const Parameters<float> parameters(scorer.Segments(), 1);
  const Matrix<float> y = Matrix<float>::Random(33, 4 * 131);
  const Vector<float> g = Vector<float>::Random(131);
  ExpectSameBitsForAnyThreadCount([&] {
    LstmScorer::Workspace<float> workspace;
    Vector<float> gradient(parameters.size());
    Matrix<float> g_y;
    Scores(scorer, parameters, y, workspace);
    scorer.Adjoint<float>({&parameters, 0, parameters.values().data()}, y, g, workspace,
                          {&parameters, 0, gradient.data()}, g_y);
    return gradient;
  });
}

TEST(LstmScorerTest, RefusesOtherShapes) {
  Case c;
  EXPECT_EQ(MessageOf<std::invalid_argument>(
                [&] { Scores(kScorer, c.parameters, Matrix<double>::Ones(2, 7).eval(), c.workspace); }),
            "LstmScorer: Y must be 2 x n, n a multiple of 4, got 2 x 7");
}

}  // namespace
}  // namespace hadamard_ntk::models
