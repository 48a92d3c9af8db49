"""The papers, their experiments in the order of reports, and their programs that check no claim."""

load("//referee:experiment.bzl", "experiment_function")

EXPERIMENTS = {
    "polynomial_nets": [
        "kernel_convergence",
        "ntk_stability",
        "ray_extrapolation",
        "quadratic_recovery",
        "addition_theorem",
        "spectral_decay",
        "univariate_extrapolation",
        "directional_support",
        "harmonics_learning",
        "brightness_extrapolation",
        "digit_arithmetic",
        "visual_analogy",
        "label_noise",
        "multiplicative_filters",
        "nonlocal_nets",
        "gated_units",
        "learning_curves",
    ],
    "quadratic_nets": [
        "function_variety",
        "piecewise_degree",
        "quadratic_convolutions",
        "relinear_kernels",
        "trainability",
    ],
    "hierarchical_polynomials": [
        "hermite_projections",
        "sample_complexity",
        "kernel_plateaus",
        "adam_training",
    ],
    "barron_pdes": [
        "descent",
        "barron_recursion",
        "dimension",
        "two_layer",
        "deep_ritz",
    ],
    "conjugate_directions": [
        "trained_directions",
        "size_independence",
        "millions",
    ],
}

PROGRAMS = {
    "polynomial_nets": ["exact_spectrum"],
}

def _package(paper, name):
    return "//experiments/%s/%s" % (paper, name)

def experiment_libraries():
    """The labels of all experiments' libraries."""
    return ["%s:%s_lib" % (_package(paper, name), name) for paper, names in EXPERIMENTS.items() for name in names]

def _registry_source_impl(ctx):
    source = ctx.actions.declare_file(ctx.label.name + ".cc")
    names = [(paper, name) for paper, names in EXPERIMENTS.items() for name in names]
    lines = ["#include \"experiments/registry.h\"\n"]
    lines += ["#include \"experiments/%s/%s/%s.h\"" % (paper, name, name) for paper, name in names]
    lines += ["\nnamespace hadamard_ntk::experiments {", "std::vector<Experiment> AllExperiments() {", "  return {"]
    lines += ["      %s()," % experiment_function(name) for _, name in names]
    lines += ["  };", "}", "}  // namespace hadamard_ntk::experiments\n"]
    ctx.actions.write(source, "\n".join(lines))
    return [DefaultInfo(files = depset([source]))]

# Defines AllExperiments() of registry.h.
registry_source = rule(implementation = _registry_source_impl)

def short_labels():
    """//experiments:NAME and //experiments:NAME_test for every experiment and program, whichever paper it belongs to."""
    for listed in (EXPERIMENTS, PROGRAMS):
        for paper, names in listed.items():
            for name in names:
                native.alias(
                    name = name,
                    actual = "%s:%s" % (_package(paper, name), name),
                )

                # `bazel test` runs no alias.
                native.test_suite(
                    name = name + "_test",
                    tests = ["%s:%s_test" % (_package(paper, name), name)],
                )
