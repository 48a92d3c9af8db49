/// What is called of BLACS and ScaLAPACK [BlaEtAl1997], which have no headers: Fortran's conventions, 32-bit integers,
/// matrices by (A, 1, 1, descriptor of 9).
#ifndef HADAMARD_NTK_DISTRIBUTED_SCALAPACK_H_
#define HADAMARD_NTK_DISTRIBUTED_SCALAPACK_H_

#include <mpi.h>

extern "C" {
int Csys2blacs_handle(MPI_Comm ranks);
void Cfree_blacs_system_handle(int handle);
void Cblacs_gridinit(int* context, const char* order, int rows, int columns);
void Cblacs_gridexit(int context);

/// A = L L^T in the triangle `uplo`; info: 0, or the order of the first minor that is not positive, on all ranks.
void pspotrf_(const char* uplo, const int* n, float* a, const int* ia, const int* ja, const int* desc_a, int* info);
/// B = A^-1 B, by that factor.
void pspotrs_(const char* uplo, const int* n, const int* columns, const float* a, const int* ia, const int* ja,
              const int* desc_a, float* b, const int* ib, const int* jb, const int* desc_b, int* info);
/// Eigenvalues w, rising, of the symmetric A, which is destroyed.  work_size = -1: only tells what it takes, in
/// work[0].
void pdsyev_(const char* jobz, const char* uplo, const int* n, double* a, const int* ia, const int* ja,
             const int* desc_a, double* w, double* z, const int* iz, const int* jz, const int* desc_z, double* work,
             const int* work_size, int* info);
}

#endif  // HADAMARD_NTK_DISTRIBUTED_SCALAPACK_H_
