#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "keiryo/step.h"

#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#define SPIN_NANOSECONDS 30000

// A job is published by storing `ticket` = generation << 32 | next chunk. A chunk is claimed by compare-and-swap, which
// fails when the job has changed; so a worker that was asleep can never run a chunk of one job with the function of
// another, and nobody waits for a worker that has not claimed anything.
struct keiryo_pool {
  _Alignas(64) _Atomic uint64_t ticket;
  _Alignas(64) _Atomic uint64_t done;
  _Alignas(64) _Atomic uint32_t generation;
  _Atomic uint32_t sleepers, stopping, busy;
  _Atomic(keiryo_chunk_function) function;
  _Atomic(void *) context;
  _Atomic size_t chunks;
  size_t workers;
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  pthread_t threads[];
};

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void sleep_while(keiryo_pool *pool, uint32_t seen) {
  atomic_fetch_add(&pool->sleepers, 1);
#if defined(__linux__)
  while (atomic_load(&pool->generation) == seen)
    syscall(SYS_futex, (uint32_t *)&pool->generation, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
#else
  pthread_mutex_lock(&pool->mutex);
  while (atomic_load(&pool->generation) == seen) pthread_cond_wait(&pool->wake, &pool->mutex);
  pthread_mutex_unlock(&pool->mutex);
#endif
  atomic_fetch_sub(&pool->sleepers, 1);
}

static void announce(keiryo_pool *pool) {
#if defined(__linux__)
  atomic_fetch_add(&pool->generation, 1);
  if (atomic_load(&pool->sleepers) > 0)
    syscall(SYS_futex, (uint32_t *)&pool->generation, FUTEX_WAKE_PRIVATE, 1 << 30, NULL, NULL, 0);
#else
  pthread_mutex_lock(&pool->mutex);
  atomic_fetch_add(&pool->generation, 1);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->mutex);
#endif
}

static void work(keiryo_pool *pool) {
  for (;;) {
    uint64_t ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
    keiryo_chunk_function function = atomic_load_explicit(&pool->function, memory_order_relaxed);
    void *context = atomic_load_explicit(&pool->context, memory_order_relaxed);
    size_t chunk = (uint32_t)ticket;
    if (chunk >= atomic_load_explicit(&pool->chunks, memory_order_acquire)) return;
    if (!atomic_compare_exchange_weak_explicit(
          &pool->ticket, &ticket, ticket + 1, memory_order_acq_rel, memory_order_relaxed))
      continue;
    function(context, chunk);
    atomic_fetch_add_explicit(&pool->done, 1, memory_order_acq_rel);
  }
}

static void *worker(void *argument) {
  keiryo_pool *pool = argument;
  uint32_t seen = 0;
  for (;;) {
    int64_t start = now();
    uint32_t current;
    for (unsigned turn = 1; (current = atomic_load_explicit(&pool->generation, memory_order_acquire)) == seen; turn++) {
      relax();
      if (turn % 64 == 0 && now() - start > SPIN_NANOSECONDS) sleep_while(pool, seen);
    }
    seen = current;
    if (atomic_load(&pool->stopping)) return NULL;
    work(pool);
  }
}

size_t keiryo_pool_bytes(size_t threads) { return sizeof(keiryo_pool) + threads * sizeof(pthread_t); }

keiryo_pool *keiryo_pool_start(void *memory, size_t threads) {
  keiryo_pool *pool = memory;
  memset(pool, 0, keiryo_pool_bytes(threads));
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->wake, NULL);
  while (pool->workers + 1 < threads && pthread_create(&pool->threads[pool->workers], NULL, worker, pool) == 0)
    pool->workers++;
  if (pool->workers > 0) return pool;
  keiryo_pool_stop(pool);
  return NULL;
}

void keiryo_pool_stop(keiryo_pool *pool) {
  atomic_store(&pool->stopping, 1);
  announce(pool);
  for (size_t i = 0; i < pool->workers; i++) pthread_join(pool->threads[i], NULL);
  pthread_cond_destroy(&pool->wake);
  pthread_mutex_destroy(&pool->mutex);
}

size_t keiryo_pool_threads(const keiryo_pool *pool) { return pool ? pool->workers + 1 : 1; }

void keiryo_parallel_for(keiryo_pool *pool, size_t chunks, keiryo_chunk_function function, void *context) {
  if (!pool || chunks < 2 || chunks > UINT32_MAX - 1024 || atomic_exchange(&pool->busy, 1)) {
    for (size_t i = 0; i < chunks; i++) function(context, i);
    return;
  }
  // Everything of the last job is claimed, so nobody reads these until the ticket is stored.
  atomic_store_explicit(&pool->done, 0, memory_order_relaxed);
  atomic_store_explicit(&pool->chunks, 0, memory_order_relaxed);
  atomic_store_explicit(&pool->function, function, memory_order_relaxed);
  atomic_store_explicit(&pool->context, context, memory_order_relaxed);
  uint64_t generation = (atomic_load_explicit(&pool->ticket, memory_order_relaxed) >> 32) + 1;
  atomic_store_explicit(&pool->ticket, generation << 32, memory_order_release);
  atomic_store_explicit(&pool->chunks, chunks, memory_order_release);
  announce(pool);
  work(pool);
  for (unsigned turn = 1; atomic_load_explicit(&pool->done, memory_order_acquire) < chunks; turn++) {
    relax();
    if (turn % 4096 == 0) sched_yield();
  }
  atomic_store(&pool->busy, 0);
}
