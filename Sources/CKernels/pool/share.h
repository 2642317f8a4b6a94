// Which steps are shared among threads: the one rule for all kernels.
//
// A step is shared when it takes longer than 8 µs alone and at most 1/1.2 of that shared. To publish a job and to wait
// for the last chunk takes about 1 µs while the workers are awake, and up to 3 µs when another process has the second
// core: at 8 µs that is less than what half the work saves, below it is not.
//
// The rates are what one core of the development machine does from its caches (Zen 5, AVX-512), so that a slower
// processor shares a little later than it could, and none too early. They decide only who computes, never what.
#ifndef KEIRYO_SHARE_H
#define KEIRYO_SHARE_H

#include "keiryo/step.h"

#define KEIRYO_SHORTEST_NANOSECONDS 8000.0
#define KEIRYO_HANDING_NANOSECONDS 1000.0
#define KEIRYO_LEAST_GAIN 1.2

// Work of one nanosecond. The products of a tile kernel go with the columns of its tile: 32 with AVX-512, 16 with AVX2.
#define KEIRYO_PRODUCTS(tile_columns) (4.0 * (double)(tile_columns))
#define KEIRYO_CODE_PRODUCTS(tile_columns) (16.0 * (double)(tile_columns))
#define KEIRYO_STORED 14.0  // sums that a tile kernel has finished and stored
#define KEIRYO_DEPTHWISE_TAPS 50.0
#define KEIRYO_DEPTHWISE_CODE_TAPS 75.0
#define KEIRYO_POOL_TAPS 12.0
#define KEIRYO_POOL_CODE_TAPS 50.0
#define KEIRYO_GRADIENT_TAPS 2.0
#define KEIRYO_DEPTHWISE_GRADIENT_TAPS 12.0
#define KEIRYO_SUMS 28.0         // x + y, x·y, clamps
#define KEIRYO_CODE_SUMS 12.0    // of quantized tensors
#define KEIRYO_EXPONENTIALS 8.0  // sigmoid, GELU and other functions
#define KEIRYO_SOFTMAX 2.4
#define KEIRYO_NORMALIZATION 6.0
#define KEIRYO_CODE_RANGES 16.0  // read for their range, then quantized
#define KEIRYO_BYTES 60.0        // copied
#define KEIRYO_TURNED_BYTES 24.0 // copied in another order

// `pool` for a step that is worth it, NULL for another.
//   shared: nanoseconds of one thread for what can be shared
//   alone: nanoseconds of what the caller does by itself before or after
static inline keiryo_pool *keiryo_share(keiryo_pool *pool, double shared, double alone) {
  if (!pool) return NULL;
  double together = shared / (double)keiryo_pool_threads(pool) + alone + KEIRYO_HANDING_NANOSECONDS;
  int pays = shared + alone > KEIRYO_SHORTEST_NANOSECONDS && shared + alone >= KEIRYO_LEAST_GAIN * together;
  return pays || keiryo_pool_shares_all(pool) ? pool : NULL;
}

// Chunks for a step of so many nanoseconds: some for each thread, so that one that is kept from running leaves the rest
// to the others, but none below 2 µs.
static inline size_t keiryo_parts(const keiryo_pool *workers, double nanoseconds) {
  if (!workers) return 1;
  size_t threads = keiryo_pool_threads(workers), most = 4 * threads;
  if (keiryo_pool_shares_all(workers) || nanoseconds >= 2000.0 * (double)most) return most;
  size_t parts = (size_t)(nanoseconds / 2000.0);
  return parts < threads ? threads : parts;
}

#endif
