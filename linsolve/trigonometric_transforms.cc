#include "linsolve/trigonometric_transforms.h"

#include <fftw3.h>

#include <algorithm>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::linsolve {
namespace {

// Estimated plans are the same in every run, measured ones are not; without AVX2, scalar codelets alone, so that
// portable code has the same bits on every processor.
#ifdef __AVX2__
constexpr unsigned kPlanning = FFTW_ESTIMATE;
#else
constexpr unsigned kPlanning = FFTW_ESTIMATE | FFTW_NO_SIMD;
#endif

std::mutex& PlannerLock() {
  static std::mutex mutex;
  return mutex;
}

class Plan {
 public:
  template <class MakePlan>
  explicit Plan(MakePlan make_plan) {
    const std::lock_guard lock(PlannerLock());
    plan_ = make_plan();
    if (plan_ == nullptr) throw std::runtime_error("trigonometric transform: FFTW made no plan");
  }
  ~Plan() {
    const std::lock_guard lock(PlannerLock());
    fftw_destroy_plan(plan_);
  }
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  const fftw_plan& get() const { return plan_; }

 private:
  fftw_plan plan_;
};

// Memory aligned as FFTW's plans take it.
template <class T>
class Aligned {
 public:
  explicit Aligned(std::size_t size) : data_(static_cast<T*>(fftw_malloc(size * sizeof(T)))) {
    if (data_ == nullptr) throw std::bad_alloc();
  }
  ~Aligned() { fftw_free(data_); }
  Aligned(const Aligned&) = delete;
  Aligned& operator=(const Aligned&) = delete;
  T* data() const { return data_; }

 private:
  T* data_;
};

bool IsAligned(const double* data) { return fftw_alignment_of(const_cast<double*>(data)) == 0; }

std::size_t Size(const char* who, const std::vector<int>& extents) {
  if (extents.empty() || extents.size() > 3) {
    throw std::invalid_argument(std::string(who) + ": needs 1 to 3 extents, got " + std::to_string(extents.size()));
  }
  std::size_t size = 1;
  for (const int n : extents) {
    if (n < 1) throw std::invalid_argument(std::string(who) + ": an extent must be >= 1, got " + std::to_string(n));
    size *= static_cast<std::size_t>(n);
  }
  return size;
}

void RequireSize(const char* who, std::size_t got, std::size_t needed) {
  if (got == needed) return;
  throw std::invalid_argument(std::string(who) + ": needs an array of " + std::to_string(needed) + " numbers, got " +
                              std::to_string(got));
}

// In place where the memory is aligned, else by way of a copy.
void Execute(const Plan& plan, std::span<double> data) {
  if (IsAligned(data.data())) return fftw_execute_r2r(plan.get(), data.data(), data.data());
  const Aligned<double> copy(data.size());
  std::copy(data.begin(), data.end(), copy.data());
  fftw_execute_r2r(plan.get(), copy.data(), copy.data());
  std::copy_n(copy.data(), data.size(), data.data());
}

// Makes the plan of one kind of transform along every axis.
auto Along(const std::vector<int>& n, double* u, fftw_r2r_kind kind) {
  return [&n, u, kind] {
    const fftw_r2r_kind kinds[] = {kind, kind, kind};
    return fftw_plan_r2r(static_cast<int>(n.size()), n.data(), u, u, kinds, kPlanning);
  };
}

}  // namespace

struct SeriesTransform::Plans {
  Plans(bool sine, const std::vector<int>& n, double* u)
      : forward(Along(n, u, sine ? FFTW_RODFT00 : FFTW_REDFT10)),
        backward(Along(n, u, sine ? FFTW_RODFT00 : FFTW_REDFT01)) {}

  Plan forward, backward;
};

SeriesTransform::SeriesTransform(Series series, const std::vector<int>& extents)
    : size_(Size("SeriesTransform", extents)), points_(1) {
  for (const int n : extents) points_ *= series == Series::kSine ? 2.0 * (n + 1.0) : 2.0 * n;
  const Aligned<double> data(size_);
  plans_ = std::make_shared<const Plans>(series == Series::kSine, extents, data.data());
}

void SeriesTransform::Coefficients(std::span<double> u) const {
  RequireSize("SeriesTransform::Coefficients", u.size(), size_);
  Execute(plans_->forward, u);
  for (double& value : u) value /= points_;
}

void SeriesTransform::Values(std::span<double> c) const {
  RequireSize("SeriesTransform::Values", c.size(), size_);
  Execute(plans_->backward, c);
}

struct FourierTransform::Plans {
  Plans(const std::vector<int>& n, double* u, fftw_complex* c)
      : forward([&] {
          return fftw_plan_dft_r2c(static_cast<int>(n.size()), n.data(), u, c, kPlanning | FFTW_PRESERVE_INPUT);
        }),
        backward([&] { return fftw_plan_dft_c2r(static_cast<int>(n.size()), n.data(), c, u, kPlanning); }) {}

  Plan forward, backward;
};

FourierTransform::FourierTransform(const std::vector<int>& extents) : size_(Size("FourierTransform", extents)) {
  const auto last = static_cast<std::size_t>(extents.back());
  half_size_ = size_ / last * (last / 2 + 1);
  const Aligned<double> u(size_);
  const Aligned<fftw_complex> c(half_size_);
  plans_ = std::make_shared<const Plans>(extents, u.data(), c.data());
}

void FourierTransform::Coefficients(std::span<const double> u, std::span<std::complex<double>> c) const {
  RequireSize("FourierTransform::Coefficients", u.size(), size_);
  RequireSize("FourierTransform::Coefficients", c.size(), half_size_);
  // Both arrays by way of aligned ones: the copies are a small part of the cost.
  const Aligned<double> in(size_);
  const Aligned<std::complex<double>> out(half_size_);
  std::copy(u.begin(), u.end(), in.data());
  fftw_execute_dft_r2c(plans_->forward.get(), in.data(), reinterpret_cast<fftw_complex*>(out.data()));
  const double points = static_cast<double>(size_);
  std::transform(out.data(), out.data() + half_size_, c.begin(), [&](const auto& value) { return value / points; });
}

void FourierTransform::Values(std::span<const std::complex<double>> c, std::span<double> u) const {
  RequireSize("FourierTransform::Values", c.size(), half_size_);
  RequireSize("FourierTransform::Values", u.size(), size_);
  // The plan overwrites its input.
  const Aligned<std::complex<double>> in(half_size_);
  const Aligned<double> out(size_);
  std::copy(c.begin(), c.end(), in.data());
  fftw_execute_dft_c2r(plans_->backward.get(), reinterpret_cast<fftw_complex*>(in.data()), out.data());
  std::copy_n(out.data(), size_, u.begin());
}

}  // namespace hadamard_ntk::linsolve
