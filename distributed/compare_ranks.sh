#!/usr/bin/env bash
# compare_ranks.sh PROGRAM "SAME..." "DIFFERENT..." RANKS...: the program writes files to $TEST_TMPDIR. Those named in the
# first list must have the same bytes for every number of ranks, those in the second must not for all (the control).
set -euo pipefail
program=$1 same=$2 different=$3
shift 3
base=$TEST_TMPDIR
unset XML_OUTPUT_FILE # of the tests on one number of ranks
for ranks; do
  export TEST_TMPDIR=$base/$ranks
  mkdir -p "$TEST_TMPDIR"
  distributed/mpi_test.sh "$ranks" "$program" >"$TEST_TMPDIR/log" 2>&1 || {
    cat "$TEST_TMPDIR/log"
    exit 1
  }
  for file in $same $different; do
    [[ -s $TEST_TMPDIR/$file ]] || {
      echo "on $ranks ranks the program wrote no $file"
      exit 1
    }
  done
done

# How many files there are among those of that name.
kinds() {
  for ranks in "${@:2}"; do sha256sum <"$base/$ranks/$1"; done | sort -u | wc -l
}
for file in $same; do
  echo "$file on $* ranks: $(kinds "$file" "$@") kinds, wanted 1"
  (($(kinds "$file" "$@") == 1)) || exit 1
done
for file in $different; do
  echo "$file on $* ranks: $(kinds "$file" "$@") kinds, wanted more"
  (($(kinds "$file" "$@") > 1)) || exit 1
done
