#ifndef KEIRYO_STEP_H
#define KEIRYO_STEP_H

#include <stddef.h>
#include <stdint.h>

// Threads that share the work of one step. NULL stands for one thread.
typedef struct keiryo_pool keiryo_pool;

// One prepared call. `buffers`: inputs, outputs, scratch, in the order that the maker of the parameters states.
typedef void (*keiryo_step_function)(const void *parameters, void *const *buffers, keiryo_pool *pool);

typedef struct {
  keiryo_step_function run;
  const void *parameters;
  void *const *buffers;
} keiryo_step;

// Runs the steps in order.
void keiryo_run(const keiryo_step *steps, size_t count, keiryo_pool *pool);

typedef void (*keiryo_chunk_function)(void *context, size_t chunk);

// Bytes that a pool of `threads` threads (the caller included) needs; alignment 64.
size_t keiryo_pool_bytes(size_t threads);
// Starts `threads` - 1 workers in `memory`. Returns NULL when no worker can be started.
keiryo_pool *keiryo_pool_start(void *memory, size_t threads);
// Ends the workers. The memory can be freed afterwards.
void keiryo_pool_stop(keiryo_pool *pool);
size_t keiryo_pool_threads(const keiryo_pool *pool);
// Makes short steps be shared, too: for tests that who computes does not matter.
void keiryo_pool_share_all(keiryo_pool *pool);
int keiryo_pool_shares_all(const keiryo_pool *pool);

// How many jobs have been shared so far, and into how many chunks the last one was cut. Between jobs only.
uint64_t keiryo_pool_jobs(const keiryo_pool *pool, size_t *chunks);

// Calls `function` for every chunk in 0..<chunks, each once, on the caller and on the workers, and returns when all
// are done. Serial when `pool` is NULL or already at work. Chunks must not depend on each other.
void keiryo_parallel_for(keiryo_pool *pool, size_t chunks, keiryo_chunk_function function, void *context);

#endif
