#include "distributed/gram_factor.h"

#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

#include "distributed/scalapack.h"
#include "distributed/solver_arguments.h"
#include "linalg/rising_shift.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
constexpr int kOne = 1;

}  // namespace

GramFactor::GramFactor(const GramProduct& matrix)
    : rows_(matrix.rows()),
      grid_(rows_.ranks()),
      factor_(rows_.ranks().MakeTogether([&] { return BlockCyclic<float>(grid_, rows_.rows(), rows_.rows()); })),
      unit_(MeanDiagonal(rows_, matrix.kernel()) + matrix.ridge()) {
  if (!(unit_ > 0)) {
    throw std::domain_error("GramFactor: mean K(x, x) + ridge must be positive, got " + ntk::Describe(unit_));
  }
  const int n = static_cast<int>(rows_.rows());
  const double least = std::sqrt(static_cast<double>(n)) * std::numeric_limits<float>::epsilon();
  const std::optional<double> share = linalg::FirstShift(least, n, [&](double more) {  // of the unit
    FillGram(rows_, matrix.kernel(), unit_, matrix.ridge() / unit_ + more, factor_);
    int bad = 0;
    pspotrf_("L", &n, factor_.data(), &kOne, &kOne, factor_.descriptor(), &bad);
    return bad == 0;
  });
  if (!share) throw std::domain_error("GramFactor: the Gram matrix is not positive semi-definite");
  shift_ = *share * unit_;
}

Rows GramFactor::operator()(const Eigen::Ref<const Rows>& v) const {
  const int n = static_cast<int>(rows_.rows()), columns = static_cast<int>(v.cols());
  // Of norm 1, so that float does not overflow.
  const Eigen::VectorXd norm = rows_.Dot(v, v).cwiseSqrt();
  const Eigen::MatrixXf all = (rows_.Gather(v) * InverseOrZero(norm).asDiagonal()).cast<float>();
  BlockCyclic<float> x = rows_.ranks().MakeTogether([&] { return BlockCyclic<float>(grid_, n, columns); });
  const auto of_block = [](auto& matrix, Index s, Index t, const BlockCyclic<float>::Block& block) {
    return matrix.block(s * RowBlocks::kRows, t * RowBlocks::kRows, block.rows(), block.cols());
  };
  x.ForEachBlock([&](Index s, Index t, BlockCyclic<float>::Block block) { block = of_block(all, s, t, block); });
  int bad = 0;
  pspotrs_("L", &n, &columns, factor_.data(), &kOne, &kOne, factor_.descriptor(), x.data(), &kOne, &kOne,
           x.descriptor(), &bad);
  // Each number is of one rank: no order of the sum rounds.
  Eigen::MatrixXf solved = Eigen::MatrixXf::Zero(n, columns);
  x.ForEachBlock([&](Index s, Index t, BlockCyclic<float>::Block block) { of_block(solved, s, t, block) = block; });
  MPI_Allreduce(MPI_IN_PLACE, solved.data(), MpiCount(solved.size()), MPI_FLOAT, MPI_SUM, rows_.ranks().get());
  return solved.middleRows(rows_.first_row(), rows_.count()).cast<double>() * (norm / unit_).asDiagonal();
}

}  // namespace hadamard_ntk::distributed
