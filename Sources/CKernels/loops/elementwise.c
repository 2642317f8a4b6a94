#include "keiryo/elementwise.h"

#include "../pool/share.h"

// Elements that one thread takes at once.
#define PART 16384

typedef struct {
  const keiryo_f32_unary *p;
  const float *x;
  float *y;
} unary_context;

static size_t parts(size_t count) { return (count + PART - 1) / PART; }
static size_t part_count(size_t count, size_t start) { return count - start < PART ? count - start : PART; }

static void unary_chunk(void *opaque, size_t index) {
  const unary_context *c = opaque;
  size_t start = index * PART;
  c->p->loops->unary(
    c->p->function, c->x + start, c->y + start, part_count(c->p->count, start), c->p->low, c->p->high);
}

void keiryo_f32_unary_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_unary *p = parameters;
  unary_context c = {p, buffers[0], buffers[1]};
  double rate = p->function == KEIRYO_CLAMP ? KEIRYO_SUMS : KEIRYO_EXPONENTIALS;
  keiryo_parallel_for(keiryo_share(pool, (double)p->count / rate, 0), parts(p->count), unary_chunk, &c);
}

void keiryo_f32_unary_finish(const void *parameters, void *row, size_t count) {
  const keiryo_f32_unary *p = parameters;
  p->loops->unary(p->function, row, row, count, p->low, p->high);
}

// Elements of an operand that is written out to make short rows long.
#define BLOCK 512

// Short rows of one operand against the same row of the other again and again: with some copies of that row side by
// side they are long rows. Returns 0 when the axes are not of this kind.
static int repeat(const keiryo_f32_binary *p, size_t axis, const float *a, const float *b, float **y) {
  const size_t n = p->extents[axis], inner = p->extents[axis + 1];
  const int is_a = p->a_strides[axis] == 0 && p->b_strides[axis] == inner;
  const int is_b = p->b_strides[axis] == 0 && p->a_strides[axis] == inner;
  if (inner > 32 || !(is_a || is_b) || p->a_strides[axis + 1] != 1 || p->b_strides[axis + 1] != 1) return 0;
  float block[BLOCK];
  const size_t rows = BLOCK / inner < n ? BLOCK / inner : n;
  for (size_t i = 0; i < rows * inner; i++) block[i] = (is_a ? a : b)[i % inner];
  for (size_t i = 0; i < n; i += rows) {
    const size_t count = (n - i < rows ? n - i : rows) * inner;
    const float *u = is_a ? block : a + i * inner, *v = is_a ? b + i * inner : block;
    p->loops->binary(p->function, u, 1, v, 1, *y, count, p->low, p->high);
    *y += count;
  }
  return 1;
}

// One axis after the other; the last one is a loop of the instruction set.
static void broadcast(const keiryo_f32_binary *p, size_t axis, const float *a, const float *b, float **y) {
  size_t n = p->extents[axis];
  if (axis + 1 == p->rank) {
    p->loops->binary(p->function, a, p->a_strides[axis], b, p->b_strides[axis], *y, n, p->low, p->high);
    *y += n;
    return;
  }
  if (axis + 2 == p->rank && repeat(p, axis, a, b, y)) return;
  for (size_t i = 0; i < n; i++) broadcast(p, axis + 1, a + i * p->a_strides[axis], b + i * p->b_strides[axis], y);
}

typedef struct {
  const keiryo_f32_binary *p;
  const float *a, *b;
  float *y;
} binary_context;

static void binary_chunk(void *opaque, size_t index) {
  const binary_context *c = opaque;
  const keiryo_f32_binary *p = c->p;
  size_t start = index * PART;
  p->loops->binary(
    p->function, c->a + start * p->a_strides[0], p->a_strides[0], c->b + start * p->b_strides[0], p->b_strides[0],
    c->y + start, part_count(p->extents[0], start), p->low, p->high);
}

typedef struct {
  binary_context all;
  size_t inner;  // elements of the result for each position of the first axis
  size_t rows;   // positions of the first axis that one thread takes at once
} broadcast_context;

static void broadcast_chunk(void *opaque, size_t index) {
  const broadcast_context *c = opaque;
  keiryo_f32_binary part = *c->all.p;
  size_t start = index * c->rows, left = part.extents[0] - start;
  part.extents[0] = left < c->rows ? left : c->rows;
  float *y = c->all.y + start * c->inner;
  broadcast(&part, 0, c->all.a + start * part.a_strides[0], c->all.b + start * part.b_strides[0], &y);
}

void keiryo_f32_binary_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_binary *p = parameters;
  if (p->rank == 1) {
    binary_context c = {p, buffers[0], buffers[1], buffers[2]};
    keiryo_pool *workers = keiryo_share(pool, (double)p->extents[0] / KEIRYO_SUMS, 0);
    keiryo_parallel_for(workers, parts(p->extents[0]), binary_chunk, &c);
  } else {
    broadcast_context c = {{p, buffers[0], buffers[1], buffers[2]}, 1, 1};
    for (size_t axis = 1; axis < p->rank; axis++) c.inner *= p->extents[axis];
    if (c.inner < PART) c.rows = PART / c.inner;
    keiryo_pool *workers = keiryo_share(pool, (double)p->extents[0] * (double)c.inner / KEIRYO_SUMS, 0);
    keiryo_parallel_for(workers, (p->extents[0] + c.rows - 1) / c.rows, broadcast_chunk, &c);
  }
}

typedef struct {
  const keiryo_f32_clamp_gradient *p;
  const float *x, *g;
  float *y;
} clamp_gradient_context;

static void clamp_gradient_chunk(void *opaque, size_t index) {
  const clamp_gradient_context *c = opaque;
  size_t start = index * PART;
  c->p->loops->clamp_gradient(
    c->x + start, c->g + start, c->y + start, part_count(c->p->count, start), c->p->low, c->p->high);
}

void keiryo_f32_clamp_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_clamp_gradient *p = parameters;
  clamp_gradient_context c = {p, buffers[0], buffers[1], buffers[2]};
  keiryo_pool *workers = keiryo_share(pool, (double)p->count / KEIRYO_SUMS, 0);
  keiryo_parallel_for(workers, parts(p->count), clamp_gradient_chunk, &c);
}
