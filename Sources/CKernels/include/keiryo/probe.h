#ifndef KEIRYO_PROBE_H
#define KEIRYO_PROBE_H

#include <stddef.h>
#include <stdint.h>

#include "step.h"

// Work that asks a processor for one thing only, to see how fast it can do that.
//
// Arithmetic: `count` rounds in registers, `data` is not read. Every lane of float32 ends at 2 (after 64 rounds or
// more), every lane of codes at `count`; returned is the sum of all lanes, as an integer.
// Reading: `count` bytes from `data`, both multiples of 64; returned is their sum as 32-bit words.
typedef uint32_t (*keiryo_probe_function)(const void *data, size_t count);

typedef struct {
  const char *name;
  uint32_t features;
  keiryo_probe_function run;
  size_t lanes;  // accumulators, over all vectors
  size_t depth;  // multiply-accumulates of one round in each
} keiryo_probe;

// The best one for a processor with these features.
const keiryo_probe *keiryo_f32_probe(uint32_t features);
const keiryo_probe *keiryo_u8s8_probe(uint32_t features);
const keiryo_probe *keiryo_read_probe(uint32_t features);

// Runs a probe `passes` times on each of `parts` parts of the data, `stride` bytes apart, in parallel. The sum of all
// results. Without a function only the dispatch is left.
uint32_t keiryo_probe_run(
  keiryo_pool *pool, size_t parts, keiryo_probe_function function, const void *data, size_t stride, size_t count,
  size_t passes);

// A counter that runs evenly and is read in a few nanoseconds, not before the work in front of it is done: the
// processor's time stamp where that is steady, the system's clock elsewhere.
typedef uint64_t (*keiryo_fine_clock)(void);
keiryo_fine_clock keiryo_find_fine_clock(void);

#endif
