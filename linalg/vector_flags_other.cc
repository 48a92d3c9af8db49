// Another file of the user, see vector_flags_main.cc.
#include "linalg/vector_flags_product.h"

double OtherProduct() { return Product(5, 7); }
