#include "models/parameters.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <cmath>
#include <span>
#include <stdexcept>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "models/arguments.h"
#include "models/random.h"

namespace hadamard_ntk::models {

template <class T>
Parameters<T>::Parameters(std::vector<Segment> segments, std::uint64_t seed) : segments_(std::move(segments)) {
  Index size = 0;
  std::unordered_set<std::string_view> names;
  for (Segment& segment : segments_) {
    RequireAtLeast("Parameters", ("rows of " + segment.name).c_str(), segment.rows, Index{1});
    RequireAtLeast("Parameters", ("columns of " + segment.name).c_str(), segment.columns, Index{1});
    RequireScale("Parameters", ("initial_std of " + segment.name).c_str(), segment.initial_std);
    RequireThat(std::isfinite(segment.initial_mean), "Parameters", ("initial_mean of " + segment.name).c_str(),
                "finite", segment.initial_mean);
    if (!names.insert(segment.name).second) {
      throw std::invalid_argument("Parameters: names of segments must differ, got " + segment.name + " twice");
    }
    segment.offset = size;
    size += segment.size();
  }
  values_.resize(size);
  Initialize(seed);
}

template <class T>
int Parameters<T>::Find(std::string_view name) const {
  std::string known;
  for (std::size_t s = 0; s < segments_.size(); ++s) {
    if (segments_[s].name == name) return static_cast<int>(s);
    known += (s ? ", " : "") + segments_[s].name;
  }
  throw std::invalid_argument("Parameters::Find: name must be one of " + known + ", got " + std::string(name));
}

template <class T>
void Parameters<T>::Initialize(std::uint64_t seed) {
  for (std::size_t s = 0; s < segments_.size(); ++s) {
    const RandomStream stream{.seed = seed, .purpose = Purpose::kWeights, .stream = static_cast<std::uint32_t>(s)};
    const Segment& segment = segments_[s];
    tbb::parallel_for(tbb::blocked_range<Index>(0, segment.size(), 1 << 14), [&](const tbb::blocked_range<Index>& r) {
      const std::span<T> values(values_.data() + segment.offset + r.begin(), r.size());
      FillNormal(stream, static_cast<std::uint64_t>(r.begin()), values);
      const T mean = static_cast<T>(segment.initial_mean), std = static_cast<T>(segment.initial_std);
      for (T& value : values) value = mean + std * value;
    });
  }
}

template <class T>
void Parameters<T>::SetValues(const VectorArgument<T>& values) {
  RequireShape("Parameters::SetValues", "values", values, size(), 1);
  values_ = values;
}

template class Parameters<float>;
template class Parameters<double>;

}  // namespace hadamard_ntk::models
