#include "ntk/any_gram.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <variant>

#include "ntk/any_net.h"
#include "ntk/entry_error.h"
#include "ntk/gram.h"
#include "ntk/net_expression.h"

namespace hadamard_ntk::ntk {
namespace {

template <class T>
void CheckAgainstGram(double eps) {
  std::srand(1);  // Eigen's Random
  const GramMatrix<T> x = GramMatrix<T>::Random(40, 5), z = GramMatrix<T>::Random(21, 5);
  const NetExpression net("dense relu | dense relu * dense | readout");
  const AnyNet any(net);
  // Counted: two compilations of one formula, each within the bound of an entry.
  const double bound = 2 * EntryError(any, 5) / std::numeric_limits<double>::epsilon() * eps;
  const double scale = Gram(net, x).maxCoeff();
  for (const Quantity quantity : {Quantity::kNtk, Quantity::kNngp}) {
    const bool nngp = quantity == Quantity::kNngp;
    const GramMatrix<T> whole = nngp ? NngpGram(net, x) : Gram(net, x);
    const GramMatrix<T> cross = nngp ? NngpGram(net, x, z) : Gram(net, x, z);
    const GramMatrix<T> actual = AnyGram<T>(any, quantity, x, nullptr);
    EXPECT_LE((actual - whole).cwiseAbs().maxCoeff(), bound * scale);
    EXPECT_LE((AnyGram<T>(any, quantity, x, &z) - cross).cwiseAbs().maxCoeff(), bound * scale);
    EXPECT_GT((1.001 * actual - whole).cwiseAbs().maxCoeff(), bound * scale);
    EXPECT_EQ(AnyGramDiagonal<T>(any, quantity, x), actual.diagonal());
    GramMatrix<T> into(40, 21);
    const Eigen::Ref<const GramMatrix<T>> z_ref(z);
    AnyGramInto<T>(any, quantity, x, &z_ref, into);
    EXPECT_EQ(into, AnyGram<T>(any, quantity, x, &z));
  }
}

TEST(AnyGram, IsGram) {
  CheckAgainstGram<double>(std::numeric_limits<double>::epsilon());
  CheckAgainstGram<float>(std::numeric_limits<float>::epsilon());
}

TEST(AnyGram, ProductsAndSolutions) {
  std::srand(2);
  const GramMatrix<double> x = GramMatrix<double>::Random(30, 4), z = GramMatrix<double>::Random(9, 4),
                           y = GramMatrix<double>::Random(30, 2);
  const AnyNet net(KernelDescription("pnn", {.degree = 3}));
  for (const Quantity quantity : {Quantity::kNtk, Quantity::kNngp}) {
    const KernelSolution solution = SolveAnyNet(net, quantity, x, y, {.ridge = 0.5});
    const GramMatrix<double> k = AnyGram<double>(net, quantity, x, nullptr);
    const GramMatrix<double> rest = k * solution.coefficients + 0.5 * solution.coefficients - y;
    EXPECT_LE(rest.colwise().norm().cwiseQuotient(y.colwise().norm()).maxCoeff(), 1e-6);  // documented, the tolerance
    const GramMatrix<double> product = AnyGramProduct(net, quantity, z, x, solution.coefficients);
    const GramMatrix<double> expected = AnyGram<double>(net, quantity, z, &x) * solution.coefficients;
    // Counted: sums of 30 terms, entries of two compilations.
    const double bound = 64 * EntryError(net, 4) * expected.cwiseAbs().maxCoeff() * 30;
    EXPECT_LE((product - expected).cwiseAbs().maxCoeff(), bound);
    EXPECT_GT((1.001 * product - expected).cwiseAbs().maxCoeff(), bound);
  }
  EXPECT_THROW(SolveAnyNet(net, Quantity::kNtk, x, z, {}), std::invalid_argument);
}

TEST(AnyNet, TextsAndSizes) {
  const AnyNet named(KernelDescription("ccp", {.degree = 5})), net(NetExpression("(dense relu)^7 | readout"));
  EXPECT_EQ(named.name(), "ccp");
  EXPECT_EQ(named.size(), 5);
  EXPECT_EQ(named.expression(), nullptr);
  EXPECT_EQ(net.name(), "net");
  EXPECT_EQ(net.Text(), "net (dense relu)^7 | readout");
  EXPECT_EQ(net.size(), 8);
  EXPECT_EQ(net.expression()->Text(), "(dense relu)^7 | readout");
  EXPECT_EQ(std::get<std::string>(net.Values()[0].second), "(dense relu)^7 | readout");
}

}  // namespace
}  // namespace hadamard_ntk::ntk
