// A file of the user of the library, compiled by vector_flags_test with one set of flags: prints a product that it has
// the library make, and one that another file has made.
#include <cstdio>

#include "linalg/vector_flags_product.h"

double OtherProduct();

int main() { std::printf("%g %g\n", Product(2, 3), OtherProduct()); }
