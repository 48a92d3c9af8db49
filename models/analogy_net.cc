#include "models/analogy_net.h"

#include <stdexcept>
#include <string>
#include <utility>

#include "models/arguments.h"
#include "models/layers.h"

namespace hadamard_ntk::models {
namespace {

constexpr Index kTerms = 4;

Index LatentOf(const AnalogyNetOptions& options) {
  if (!options.encoder) return options.latent;
  return PlaceLayers(*options.encoder).back().plan.shape.size();
}

std::vector<Segment> AllSegments(const AnalogyNetOptions& options, const ContextNormalization& context,
                                 const LstmScorer& lstm) {
  std::vector<Segment> segments;
  if (options.encoder) segments = SegmentsOf(PlaceLayers(*options.encoder));
  const auto append = [&](const std::vector<Segment>& more) {
    segments.insert(segments.end(), more.begin(), more.end());
  };
  if (options.context) append(context.Segments());
  append(lstm.Segments());
  return segments;
}

Index TermOf(const AnalogyProblem& problem, Index term, Index candidate) {
  return term < kTerms - 1 ? problem.given[static_cast<std::size_t>(term)]
                           : problem.candidates[static_cast<std::size_t>(candidate)];
}

// use(column of the terms, row of X) for all terms: sequence 7 p + k is candidate k of problem p.
template <class Use>
void ForEachTerm(const std::vector<AnalogyProblem>& problems, const Use& use) {
  Index column = 0;
  for (Index term = 0; term < kTerms; ++term) {
    for (const AnalogyProblem& problem : problems) {
      for (Index k = 0; k < kCandidates; ++k) use(column++, TermOf(problem, term, k));
    }
  }
}

}  // namespace

template <class T>
AnalogyNet<T>::AnalogyNet(AnalogyNetOptions options, std::uint64_t seed)
    : options_(std::move(options)),
      context_{.features = LatentOf(options_), .terms = kTerms},
      lstm_{.inputs = LatentOf(options_), .cells = options_.cells, .terms = kTerms},
      parameters_(AllSegments(options_, context_, lstm_), seed) {
  if (options_.encoder) context_segment_ = static_cast<int>(SegmentsOf(PlaceLayers(*options_.encoder)).size());
  lstm_segment_ = context_segment_ + (options_.context ? static_cast<int>(context_.Segments().size()) : 0);
  encoder_size_ = parameters_.segments()[static_cast<std::size_t>(context_segment_)].offset;
}

template <class T>
LayerNet<T>& AnalogyNet<T>::PresentEncoder(Workspace& workspace) const {
  if (!workspace.encoder) workspace.encoder.emplace(*options_.encoder, /*seed=*/0);
  workspace.encoder->parameters().SetValues(parameters_.values().head(encoder_size_));
  return *workspace.encoder;
}

template <class T>
Matrix<T> AnalogyNet<T>::Encode(const MatrixArgument<T>& x, Workspace& workspace) const {
  if (!options_.encoder) return x.transpose();
  PresentEncoder(workspace).Forward(x, workspace.f, workspace.encoding);
  return workspace.f.transpose();
}

template <class T>
void AnalogyNet<T>::SetScores(const Matrix<T>& z, const std::vector<AnalogyProblem>& problems,
                              Workspace& workspace) const {
  RequireShape("AnalogyNet", "Z", z, lstm_.inputs, -1);
  workspace.terms.resize(z.rows(), kTerms * kCandidates * static_cast<Index>(problems.size()));
  ForEachTerm(problems, [&](Index column, Index row) {
    if (row < 0 || row >= z.cols()) {
      throw std::invalid_argument("AnalogyNet: there is no image " + std::to_string(row) + " among " +
                                  std::to_string(z.cols()));
    }
    workspace.terms.col(column) = z.col(row);
  });
  const T* values = parameters_.values().data();
  if (options_.context) {
    context_.Forward(SegmentsAt(context_segment_, values), workspace.terms, workspace.normalized, workspace.context);
  }
  lstm_.Forward(SegmentsAt(lstm_segment_, values), options_.context ? workspace.normalized : workspace.terms,
                workspace.scores, workspace.lstm);
  workspace.f =
      Eigen::Map<const RowMajorMatrix<T>>(workspace.scores.data(), static_cast<Index>(problems.size()), kCandidates);
}

template <class T>
Matrix<T> AnalogyNet<T>::Score(const Matrix<T>& z, const std::vector<AnalogyProblem>& problems,
                               Workspace& workspace) const {
  SetScores(z, problems, workspace);
  return workspace.f;
}

template <class T>
void AnalogyNet<T>::ScoreGradient(const Matrix<T>& z, const std::vector<AnalogyProblem>& problems,
                                  const OutputGradient<T>& loss, T* gradient, Workspace& workspace) const {
  SetScores(z, problems, workspace);
  SetOutputWeights<T>(loss, workspace.f, workspace.v);
  const RowMajorMatrix<T> by_row = workspace.v;
  const Vector<T> g = Eigen::Map<const Vector<T>>(by_row.data(), by_row.size());
  const T* values = parameters_.values().data();
  const Matrix<T>* back = &workspace.g_normalized;
  lstm_.Adjoint(SegmentsAt(lstm_segment_, values), options_.context ? workspace.normalized : workspace.terms, g,
                workspace.lstm, SegmentsAt(lstm_segment_, gradient), workspace.g_normalized);
  if (options_.context) {
    context_.Adjoint(SegmentsAt(context_segment_, values), workspace.g_normalized, workspace.context,
                     SegmentsAt(context_segment_, gradient), workspace.g_terms);
    back = &workspace.g_terms;
  }
  workspace.g_z.setZero(z.rows(), z.cols());
  ForEachTerm(problems, [&](Index column, Index row) { workspace.g_z.col(row) += back->col(column); });
}

template <class T>
void AnalogyNet<T>::LossGradient(const MatrixArgument<T>& x, const std::vector<AnalogyProblem>& problems,
                                 const OutputGradient<T>& loss, VectorResult<T> gradient, Workspace& workspace) const {
  RequireShape("LossGradient", "gradient", gradient, parameters_.size(), 1);
  if (!options_.encoder) {
    workspace.z = x.transpose();
    return ScoreGradient(workspace.z, problems, loss, gradient.data(), workspace);
  }
  PresentEncoder(workspace).LossGradient(
      x,
      [&](const Matrix<T>& latents, Matrix<T>& g) {
        workspace.z = latents.transpose();
        ScoreGradient(workspace.z, problems, loss, gradient.data(), workspace);
        g = workspace.g_z.transpose();
      },
      gradient.head(encoder_size_), workspace.encoding);
}

template class AnalogyNet<float>;
template class AnalogyNet<double>;

}  // namespace hadamard_ntk::models
