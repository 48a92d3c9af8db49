#!/usr/bin/env bash
# mpi_test.sh RANKS PROGRAM [ARGUMENT...]: runs a program on this machine, under Bazel or not, root or not, without
# network.
set -euo pipefail
ranks=$1
shift

# As root (containers) mpirun refuses without both.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
# A rank is one core: otherwise OpenBLAS and OpenMP start as many threads as there are cores, in each rank.
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
# mpirun's session directory holds sockets, whose paths end at 107 characters; a test's own TMPDIR is longer.
TMPDIR=$(mktemp -d /tmp/mpi.XXXXXX)
export TMPDIR HOME="${HOME:-$TMPDIR}"
trap 'rm -rf "$TMPDIR"' EXIT

options=(
  -n "$ranks" --oversubscribe
  # Tests run side by side; each mpirun would bind its ranks to the first cores.
  --bind-to none
  --mca mpi_yield_when_idle 1
  # Nothing but this machine: no ssh, shared memory between ranks, mpirun's own sockets on the loopback interface.
  --mca plm isolated
  --mca pml ob1 --mca btl self,vader
  --mca oob_tcp_if_include lo
  # Containers forbid process_vm_readv.
  --mca btl_vader_single_copy_mechanism none
  # What the ranks map lies in the session directory: /dev/shm is 64 MB in Docker.
  --mca btl_vader_backing_directory "$TMPDIR"
  --mca osc_sm_backing_directory "$TMPDIR"
)
mpirun "${options[@]}" "$@"
