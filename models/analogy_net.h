/// A net that solves analogies A : B :: C : ? by scores of seven candidates [WebEtAl2020]: an encoder of images,
/// context normalisation (context_normalization.h) of the latents of {A, B, C, candidate}, for each candidate by
/// itself, and an LSTM that scores the four (lstm_scorer.h).
///
/// X is n x d, a row is an image that occurs in one of the problems, and Z = encoder(X) is latent x n: each image is
/// encoded once, however many terms show it.  Without an encoder the rows of X are latents.  f is problems x 7.  The
/// place of a candidate in the list has no influence on its score.
///
/// Segments: the encoder's, "scale" and "shift" unless `context` is false, the LSTM's.  Same bits for any number of
/// threads.  Throws std::invalid_argument for a problem with a term that X does not have, and what its parts throw.
#ifndef HADAMARD_NTK_MODELS_ANALOGY_NET_H_
#define HADAMARD_NTK_MODELS_ANALOGY_NET_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/context_normalization.h"
#include "models/layer_net.h"
#include "models/layers/layer.h"
#include "models/lstm_scorer.h"
#include "models/matrix.h"
#include "models/network.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

inline constexpr Index kCandidates = 7;

/// Rows of X.
struct AnalogyProblem {
  std::array<Index, 3> given;  ///< A, B, C
  std::array<Index, kCandidates> candidates;
};

struct AnalogyNetOptions {
  std::optional<LayerNetOptions> encoder = {};
  Index latent = 0;  ///< without an encoder; else the encoder's outputs
  Index cells = 256;
  bool context = true;
};

template <class T>
class AnalogyNet {
 public:
  struct Workspace {
    std::optional<LayerNet<T>> encoder;  ///< with the present weights
    typename LayerNet<T>::Workspace encoding;
    Matrix<T> z, terms, normalized, g_normalized, g_terms, g_z, f, v;
    Vector<T> scores;
    ContextNormalization::Workspace<T> context;
    LstmScorer::Workspace<T> lstm;
  };

  AnalogyNet(AnalogyNetOptions options, std::uint64_t seed);

  const AnalogyNetOptions& options() const { return options_; }
  const Parameters<T>& parameters() const { return parameters_; }
  Parameters<T>& parameters() { return parameters_; }

  /// Z, latent x n.
  Matrix<T> Encode(const MatrixArgument<T>& x, Workspace& workspace) const;
  /// f of given latents.
  Matrix<T> Score(const Matrix<T>& z, const std::vector<AnalogyProblem>& problems, Workspace& workspace) const;
  /// Calls loss(f, v), which sets v = dLoss/df; then gradient = dLoss/dtheta.
  void LossGradient(const MatrixArgument<T>& x, const std::vector<AnalogyProblem>& problems,
                    const OutputGradient<T>& loss, VectorResult<T> gradient, Workspace& workspace) const;

 private:
  template <class Number>
  LayerSegments<Number> SegmentsAt(int first, Number* values) const {
    return {&parameters_, first, values};
  }
  void SetScores(const Matrix<T>& z, const std::vector<AnalogyProblem>& problems, Workspace& workspace) const;
  // Sets workspace.g_z and the gradient of all but the encoder.
  void ScoreGradient(const Matrix<T>& z, const std::vector<AnalogyProblem>& problems, const OutputGradient<T>& loss,
                     T* gradient, Workspace& workspace) const;
  LayerNet<T>& PresentEncoder(Workspace& workspace) const;

  AnalogyNetOptions options_;
  ContextNormalization context_;
  LstmScorer lstm_;
  int context_segment_ = 0, lstm_segment_ = 0;
  Index encoder_size_ = 0;
  Parameters<T> parameters_;
};

extern template class AnalogyNet<float>;
extern template class AnalogyNet<double>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_ANALOGY_NET_H_
