#include "models/training.h"

#include <fmt/format.h>
#include <pybind11/stl.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "linalg/steady_seconds.h"
#include "models/training_options.h"
#include "python/bindings.h"
#include "python/finite_net.h"
#include "python/interrupt.h"

// Not one of several types of Python's, but a class.
PYBIND11_MAKE_OPAQUE(hadamard_ntk::models::Schedule)

namespace hadamard_ntk::python {
namespace {

using models::Index;
using models::Loss;
using models::Schedule;
using models::TrainingOptions;

const std::map<std::string, Loss>& Losses() {
  static const std::map<std::string, Loss> losses = {{"half_squares", Loss::kHalfSquares},
                                                     {"mean_half_squares", Loss::kMeanHalfSquares},
                                                     {"mean_squares", Loss::kMeanSquares},
                                                     {"cross_entropy", Loss::kCrossEntropy},
                                                     {"mean_cross_entropy", Loss::kMeanCrossEntropy},
                                                     {"mean_logistic", Loss::kMeanLogistic}};
  return losses;
}

// Numbers and switches that a method of the optimizer has, each taken at most once.
class Constants {
 public:
  explicit Constants(const py::dict& given) : left_(given.attr("copy")()) {}

  template <class T>
  void Take(const char* name, T* value) {
    if (!left_.contains(name)) return;
    const py::object given = left_.attr("pop")(name);
    try {
      *value = given.cast<T>();
    } catch (const py::cast_error&) {
      throw std::invalid_argument("train: " + std::string(name) + " cannot be " + std::string(py::repr(given)));
    }
  }
  void RequireNoneLeft(const std::string& optimizer) const {
    for (const auto& [name, value] : left_) {
      throw std::invalid_argument("train: optimizer '" + optimizer + "' has no " + name.cast<std::string>());
    }
  }

 private:
  py::dict left_;
};

models::Method MethodOf(const std::string& optimizer, const py::dict& constants) {
  Constants given(constants);
  models::Method method;
  if (optimizer == "sgd") {
    models::Sgd sgd;
    given.Take("momentum", &sgd.momentum);
    given.Take("nesterov", &sgd.nesterov);
    given.Take("weight_decay", &sgd.weight_decay);
    method = sgd;
  } else if (optimizer == "adam" || optimizer == "adamw") {
    models::Adam adam{.decoupled = optimizer == "adamw"};
    given.Take("beta1", &adam.beta1);
    given.Take("beta2", &adam.beta2);
    given.Take("epsilon", &adam.epsilon);
    given.Take("weight_decay", &adam.weight_decay);
    method = adam;
  } else if (optimizer == "adadelta") {
    models::Adadelta adadelta;
    given.Take("rho", &adadelta.rho);
    given.Take("epsilon", &adadelta.epsilon);
    given.Take("weight_decay", &adadelta.weight_decay);
    method = adadelta;
  } else {
    throw std::invalid_argument("train: optimizer must be 'sgd', 'adam', 'adamw' or 'adadelta', got '" + optimizer +
                                "'");
  }
  given.RequireNoneLeft(optimizer);
  return method;
}

std::vector<models::Group> GroupsOf(const py::dict& rate_factors) {
  std::vector<models::Group> groups;
  for (const auto& [segment, factor] : rate_factors) {
    groups.push_back({.segment = segment.cast<std::string>(), .rate_factor = factor.cast<double>()});
    groups.back().frozen = groups.back().rate_factor == 0;
  }
  return groups;
}

Schedule ScheduleOf(const py::object& rate) {
  if (py::isinstance<Schedule>(rate)) return rate.cast<Schedule>();
  try {
    return models::Constant{rate.cast<double>()};
  } catch (const py::cast_error&) {
    throw std::invalid_argument("train: rate must be a number or a schedule, got " + std::string(py::repr(rate)));
  }
}

// n x o targets; of a cross entropy, n integers are the classes.
template <class T>
models::Matrix<T> TargetsOf(const py::object& given, Loss loss, Index outputs) {
  const bool entropy = loss == Loss::kCrossEntropy || loss == Loss::kMeanCrossEntropy;
  const py::array array = py::array::ensure(given);
  if (!array) PyErr_Clear();
  const bool integers = array && (array.dtype().kind() == 'i' || array.dtype().kind() == 'u');
  if (entropy && integers && array.ndim() == 1) {
    return models::OneHot<T>(array.cast<std::vector<Index>>(), outputs);
  }
  return MatrixArgument("y", "samples x outputs", given, MatrixArgument::Vectors::kColumn).Copy<T>();
}

// What a run gives, and the weights that it leaves if it is broken off.
template <class T>
struct Course {
  std::vector<double> losses, rates, epochs;
  double final_loss = 0;
  std::mutex mutex;
  std::optional<models::Vector<T>> weights;

  void Keep(const models::Parameters<T>& parameters) {
    const std::lock_guard lock(mutex);
    weights = parameters.values();
  }
};

// Half a second is what interrupted work has to end.
constexpr double kKeepEvery = .1;

template <class T, class Trainer>
void RunCourse(Trainer& trainer, std::int64_t steps, Course<T>& course, Report& report) {
  double kept = linalg::SteadySeconds();
  models::RunOptions run;
  run.on_step = [&](const models::StepReport& done) {
    report(fmt::format("training, loss {:.3g}", done.loss),
           static_cast<double>(done.step) / static_cast<double>(steps));
    course.losses.push_back(done.loss);
    course.rates.push_back(done.learning_rate);
    const double now = linalg::SteadySeconds();
    if (now - kept < kKeepEvery) return;
    course.Keep(trainer.net().parameters());
    kept = now;
  };
  run.on_epoch = [&](const models::EpochReport& done) { course.epochs.push_back(done.loss); };
  try {
    trainer.Run(steps, run);
    course.final_loss = trainer.FullLoss();
  } catch (const models::Diverged&) {
    // Of work that was stopped, whatever it came to is no loss.
    if (report.stopped()) throw Report::Stopped();
    course.Keep(trainer.net().parameters());
    throw;
  }
  course.Keep(trainer.net().parameters());
}

struct RunLength {
  std::optional<std::int64_t> steps, epochs;

  std::int64_t Steps(std::int64_t steps_per_epoch) const {
    if (steps.has_value() == epochs.has_value()) {
      throw std::invalid_argument("train: needs steps or epochs, one of them");
    }
    if (steps.value_or(1) < 0 || epochs.value_or(1) < 0) {
      throw std::invalid_argument("train: steps and epochs must be at least 0, got " +
                                  std::to_string(steps ? *steps : *epochs));
    }
    return steps ? *steps : *epochs * steps_per_epoch;
  }
};

py::dict Train(FiniteNet& finite, const py::object& x, const py::object& y, const std::string& optimizer,
               const py::object& rate, const std::optional<std::int64_t>& steps,
               const std::optional<std::int64_t>& epochs, Index batch, const std::string& loss, std::uint64_t seed,
               const py::dict& rate_factors, double divergence_factor, const py::object& progress,
               const py::kwargs& constants) {
  if (!Losses().contains(loss)) {
    std::string names;
    for (const auto& [name, value] : Losses()) names += (names.empty() ? "'" : ", '") + name + "'";
    throw std::invalid_argument("train: loss must be one of " + names + ", got '" + loss + "'");
  }
  const TrainingOptions options = {.loss = Losses().at(loss),
                                   .method = MethodOf(optimizer, constants),
                                   .schedule = ScheduleOf(rate),
                                   .groups = GroupsOf(rate_factors),
                                   .batch_size = batch,
                                   .shuffle_seed = seed,
                                   .divergence_factor = divergence_factor};
  return VisitNet(finite, [&](const auto& net, const auto&) {
    using N = std::decay_t<decltype(net)>;
    using T = typename N::Scalar;
    const auto trainer = std::make_shared<models::Trainer<N>>(net, SamplesOf<T>("x", x),
                                                              TargetsOf<T>(y, options.loss, net.outputs()), options);
    const std::int64_t last = RunLength{steps, epochs}.Steps(trainer->steps_per_epoch());
    const auto course = std::make_shared<Course<T>>();
    const auto adopt = [&] {
      const std::lock_guard lock(course->mutex);
      if (!course->weights) return;
      N trained = net;
      trained.parameters().SetValues(*course->weights);
      finite.Set(std::make_shared<FiniteNet::Net>(std::move(trained)));
    };
    try {
      Interruptible(progress, [trainer, course, last](Report& report) { RunCourse(*trainer, last, *course, report); });
    } catch (...) {
      adopt();
      throw;
    }
    adopt();
    py::dict history;
    history["loss"] = ArrayOf(course->losses);
    history["rate"] = ArrayOf(course->rates);
    history["epoch_loss"] = ArrayOf(course->epochs);
    history["final_loss"] = course->final_loss;
    return history;
  });
}

Schedule Checked(const Schedule& schedule) {
  models::LearningRate(schedule, 0);
  return schedule;
}

void BindSchedules(py::module_& module) {
  using py::arg;
  py::class_<Schedule>(module, "Schedule", "A learning rate that depends on the number t = 0, 1, ... of steps done.")
      .def(
          "__call__", [](const Schedule& self, std::int64_t t) { return models::LearningRate(self, t); }, arg("t"),
          "The rate after t steps.")
      .def("__repr__", [](const Schedule& self) { return "<Schedule " + models::Describe(self) + ">"; });
  module.def(
      "step_schedule",
      [](double rate, std::int64_t every, double factor) {
        return Checked(models::StepDecay{.rate = rate, .factor = factor, .every = every});
      },
      arg("rate"), arg("every"), arg("factor") = .1, "A Schedule: rate factor^floor(t / every).");
  module.def(
      "milestone_schedule",
      [](double rate, const std::vector<std::int64_t>& at, double factor) {
        return Checked(models::Milestones{.rate = rate, .factor = factor, .at = at});
      },
      arg("rate"), arg("at"), arg("factor") = .1,
      "A Schedule: rate times factor for each of the increasing steps `at` that is <= t.");
  module.def(
      "cosine_schedule",
      [](double rate, std::int64_t steps, double last) {
        return Checked(models::Cosine{.rate = rate, .steps = steps, .last = last});
      },
      arg("rate"), arg("steps"), arg("last") = 0.,
      "A Schedule: last + (rate - last) (1 + cos(pi t / steps)) / 2, and `last` from t = steps on.");
}

}  // namespace

void BindTraining(py::module_& module) {
  using py::arg;
  BindSchedules(module);
  py::register_exception<models::Diverged>(module, "TrainingDiverged", PyExc_ArithmeticError).attr("__doc__") =
      "The loss of a training is not finite, or far above that at its start; the message names step and loss.";
  module.def("train", &Train, arg("net"), arg("x"), arg("y"), py::kw_only(), arg("optimizer") = "sgd", arg("rate"),
             arg("steps") = py::none(), arg("epochs") = py::none(), arg("batch") = 0, arg("loss") = "half_squares",
             arg("seed") = 0, arg("rate_factors") = py::dict(), arg("divergence_factor") = 1000.,
             arg("progress") = py::none(),
             R"(Trains a FiniteNet, in place; gives a dict of arrays.

x, y: n x inputs and n x outputs; y also n numbers, of one output, or for a cross entropy n integers, the classes.
optimizer: "sgd" (momentum, nesterov, weight_decay), "adam", "adamw" (beta1, beta2, epsilon, weight_decay), "adadelta"
    (rho, epsilon, weight_decay); these are keywords, their rules and defaults PyTorch's.
rate: of learning, a number, or a Schedule of the step: cosine_schedule, step_schedule, milestone_schedule.
steps, epochs: one of them; an epoch without batches is one step.
batch: samples of a step; 0: all. The order of the samples is that of seed.
loss: with e = f - y, "half_squares", sum e^2 / 2; "mean_half_squares", over n; "mean_squares", sum e^2 / (n o),
    PyTorch's MSELoss; "cross_entropy", summed, and "mean_cross_entropy"; "mean_logistic", its BCEWithLogitsLoss.
rate_factors: a factor of the rate for some segments; of factor 0 is a segment that stays.
divergence_factor: TrainingDiverged is raised for a mean loss that many times that of the start, or not finite.
progress: called with ("training, loss 0.0123", share) some times a second; what it raises ends the run.

Returns "loss" and "rate" of each step, before its update; "epoch_loss", the mean over each epoch's samples;
"final_loss", of all samples at the weights in the end. If the run is interrupted, or diverges, the net has the weights
of a step at most 0.1 s, or one step, ago. The same arguments give the same bits for any number of threads.)");
}

}  // namespace hadamard_ntk::python
