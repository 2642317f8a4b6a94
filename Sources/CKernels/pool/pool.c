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

// When a job has waited for a worker that the system took off its processor, or a worker found no processor but the
// caller's own, the other processors are busy. The caller then works alone for a while: at first about as long as a third of a
// time slice, and twice as long each time that it happens again.
#define STALL_NANOSECONDS 20000
#define SHORTEST_REST_NANOSECONDS 1000000
#define LONGEST_REST_DOUBLINGS 8
// Jobs without a stall after which one doubling is forgotten.
#define FORGIVING_JOBS 256

// A thread's own run of neighbouring chunks. In every job it is the same part of the whole, so that what a thread wrote
// in one step it finds in its own cache in the next; only who has finished helps in another's lane.
//
// `ticket` = generation << 32 | chunks claimed. A chunk is claimed by compare-and-swap, which fails when the job has
// changed; so a worker that was asleep can never run a chunk of one job with the function of another, and nobody waits
// for a worker that has not claimed anything.
typedef struct {
  _Alignas(64) _Atomic uint64_t ticket;
  keiryo_pool *pool;
  pthread_t thread;
} lane;

struct keiryo_pool {
  _Alignas(64) _Atomic uint64_t done;
  _Alignas(64) _Atomic uint32_t generation;
  _Atomic uint32_t sleepers, stopping, busy, crowded;
  _Atomic int processor;  // of the caller
  _Atomic(keiryo_chunk_function) function;
  _Atomic(void *) context;
  _Atomic size_t chunks;
  size_t workers;
  int shares_all;
  // Touched by the caller that holds `busy`.
  int64_t rest_until;
  unsigned rest_doublings, smooth_jobs;
#if defined(__linux__)
  cpu_set_t allowed;  // processors of the process when the pool was made; none when there are too many to count
#endif
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  lane lanes[];  // the caller's first, then one for each worker
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

static int this_processor(void) {
#if defined(__linux__)
  return sched_getcpu();
#else
  return -1;
#endif
}

// Moves this thread off a processor; false when there is no other for it. A system that wakes a thread likes to put it
// beside the one that woke it, which is where the caller works.
static int leave(const keiryo_pool *pool, int processor) {
#if defined(__linux__)
  cpu_set_t others = pool->allowed;
  CPU_CLR(processor, &others);
  return CPU_COUNT(&others) > 0 && sched_setaffinity(0, sizeof others, &others) == 0;
#else
  (void)pool, (void)processor;
  return 0;
#endif
}

// True for a worker that keeps the caller from running, by working or by waiting.
static int crowds(keiryo_pool *pool) {
  int processor = this_processor();
  if (processor < 0 || pool->shares_all || processor != atomic_load_explicit(&pool->processor, memory_order_relaxed))
    return 0;
  if (leave(pool, processor)) return 0;
  atomic_store_explicit(&pool->crowded, 1, memory_order_relaxed);
  return 1;
}

static void sleep_while(keiryo_pool *pool, uint32_t seen) {
#if defined(__linux__)
  while (atomic_load(&pool->generation) == seen) {
    atomic_fetch_add(&pool->sleepers, 1);
    syscall(SYS_futex, (uint32_t *)&pool->generation, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
  }
#else
  pthread_mutex_lock(&pool->mutex);
  while (atomic_load(&pool->generation) == seen) pthread_cond_wait(&pool->wake, &pool->mutex);
  pthread_mutex_unlock(&pool->mutex);
#endif
}

static void announce(keiryo_pool *pool) {
#if defined(__linux__)
  atomic_fetch_add(&pool->generation, 1);
  // Once for each time that somebody went to sleep: a worker that has been woken, but has to wait for a processor, is not
  // woken again by every step in between.
  if (atomic_load(&pool->sleepers) > 0 && atomic_exchange(&pool->sleepers, 0) > 0)
    syscall(SYS_futex, (uint32_t *)&pool->generation, FUTEX_WAKE_PRIVATE, 1 << 30, NULL, NULL, 0);
#else
  pthread_mutex_lock(&pool->mutex);
  atomic_fetch_add(&pool->generation, 1);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->mutex);
#endif
}

// Chunks of one lane that this thread has done.
static size_t work_in(keiryo_pool *pool, size_t index) {
  lane *lane = &pool->lanes[index];
  for (size_t count = 0;;) {
    uint64_t ticket = atomic_load_explicit(&lane->ticket, memory_order_acquire);
    keiryo_chunk_function function = atomic_load_explicit(&pool->function, memory_order_relaxed);
    void *context = atomic_load_explicit(&pool->context, memory_order_relaxed);
    size_t chunks = atomic_load_explicit(&pool->chunks, memory_order_acquire), lanes = pool->workers + 1;
    size_t first = index * chunks / lanes, end = (index + 1) * chunks / lanes, chunk = first + (uint32_t)ticket;
    if (chunk >= end) return count;
    if (!atomic_compare_exchange_weak_explicit(
          &lane->ticket, &ticket, ticket + 1, memory_order_acq_rel, memory_order_relaxed))
      continue;
    function(context, chunk);
    atomic_fetch_add_explicit(&pool->done, 1, memory_order_acq_rel);
    count++;
  }
}

// Chunks that this thread has done: its own, then what is left of others.
static size_t work(keiryo_pool *pool, size_t own) {
  size_t lanes = pool->workers + 1, count = 0;
  for (size_t i = 0; i < lanes; i++) count += work_in(pool, (own + i) % lanes);
  return count;
}

static void *worker(void *argument) {
  lane *own = argument;
  keiryo_pool *pool = own->pool;
  uint32_t seen = 0;
  for (;;) {
    int64_t start = now();
    int is_crowding = crowds(pool);
    uint32_t current;
    for (unsigned turn = 1; (current = atomic_load_explicit(&pool->generation, memory_order_acquire)) == seen; turn++) {
      relax();
      if (is_crowding || (turn % 64 == 0 && now() - start > SPIN_NANOSECONDS)) sleep_while(pool, seen);
    }
    seen = current;
    if (atomic_load(&pool->stopping)) return NULL;
    if (!crowds(pool)) work(pool, (size_t)(own - pool->lanes));
  }
}

size_t keiryo_pool_bytes(size_t threads) { return sizeof(keiryo_pool) + (threads ? threads : 1) * sizeof(lane); }

keiryo_pool *keiryo_pool_start(void *memory, size_t threads) {
  keiryo_pool *pool = memory;
  memset(pool, 0, keiryo_pool_bytes(threads));
  atomic_init(&pool->processor, -1);
#if defined(__linux__)
  if (sched_getaffinity(0, sizeof pool->allowed, &pool->allowed) != 0) CPU_ZERO(&pool->allowed);
#endif
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->wake, NULL);
  while (pool->workers + 1 < threads) {
    lane *next = &pool->lanes[pool->workers + 1];
    next->pool = pool;
    if (pthread_create(&next->thread, NULL, worker, next) != 0) break;
    pool->workers++;
  }
  if (pool->workers > 0) return pool;
  keiryo_pool_stop(pool);
  return NULL;
}

void keiryo_pool_stop(keiryo_pool *pool) {
  atomic_store(&pool->stopping, 1);
  announce(pool);
  for (size_t i = 1; i <= pool->workers; i++) pthread_join(pool->lanes[i].thread, NULL);
  pthread_cond_destroy(&pool->wake);
  pthread_mutex_destroy(&pool->mutex);
}

size_t keiryo_pool_threads(const keiryo_pool *pool) { return pool ? pool->workers + 1 : 1; }

uint64_t keiryo_pool_jobs(const keiryo_pool *pool, size_t *chunks) {
  *chunks = atomic_load_explicit(&pool->chunks, memory_order_relaxed);
  return atomic_load_explicit(&pool->lanes[0].ticket, memory_order_relaxed) >> 32;
}

void keiryo_pool_share_all(keiryo_pool *pool) { pool->shares_all = 1; }

int keiryo_pool_shares_all(const keiryo_pool *pool) { return pool->shares_all; }

static void run_alone(size_t chunks, keiryo_chunk_function function, void *context) {
  for (size_t i = 0; i < chunks; i++) function(context, i);
}

// Decides after a job whether to rest: the last chunk of others may take as long as two of the caller's own.
static void learn(keiryo_pool *pool, int64_t start, int64_t own_end, size_t own_chunks) {
  int64_t each = (own_end - start) / (int64_t)(own_chunks ? own_chunks : 1), end = now();
  int is_crowded = atomic_exchange_explicit(&pool->crowded, 0, memory_order_relaxed);
  if ((is_crowded || end - own_end > 2 * each + STALL_NANOSECONDS) && !pool->shares_all) {
    pool->rest_until = end + ((int64_t)SHORTEST_REST_NANOSECONDS << pool->rest_doublings);
    if (pool->rest_doublings < LONGEST_REST_DOUBLINGS) pool->rest_doublings++;
    pool->smooth_jobs = 0;
  } else if (++pool->smooth_jobs >= FORGIVING_JOBS) {
    if (pool->rest_doublings > 0) pool->rest_doublings--;
    pool->smooth_jobs = 0;
  }
}

void keiryo_parallel_for(keiryo_pool *pool, size_t chunks, keiryo_chunk_function function, void *context) {
  if (!pool || chunks < 2 || chunks > UINT32_MAX - 1024 || atomic_exchange(&pool->busy, 1)) {
    run_alone(chunks, function, context);
    return;
  }
  int64_t start = now();
  if (start < pool->rest_until) {
    run_alone(chunks, function, context);
    atomic_store(&pool->busy, 0);
    return;
  }
  atomic_store_explicit(&pool->processor, this_processor(), memory_order_relaxed);
  // Everything of the last job is claimed, so nobody reads these until the tickets are stored.
  atomic_store_explicit(&pool->done, 0, memory_order_relaxed);
  atomic_store_explicit(&pool->chunks, 0, memory_order_relaxed);
  atomic_store_explicit(&pool->function, function, memory_order_relaxed);
  atomic_store_explicit(&pool->context, context, memory_order_relaxed);
  uint64_t generation = (atomic_load_explicit(&pool->lanes[0].ticket, memory_order_relaxed) >> 32) + 1;
  for (size_t i = 0; i <= pool->workers; i++)
    atomic_store_explicit(&pool->lanes[i].ticket, generation << 32, memory_order_release);
  atomic_store_explicit(&pool->chunks, chunks, memory_order_release);
  announce(pool);
  size_t own = work(pool, 0);
  int64_t own_end = now();
  for (unsigned turn = 1; atomic_load_explicit(&pool->done, memory_order_acquire) < chunks; turn++) {
    relax();
    if (turn % 1024 == 0) sched_yield();
  }
  learn(pool, start, own_end, own);
  atomic_store(&pool->busy, 0);
}
