#include "keiryo/batch_normalization.h"

#include <math.h>

#include "../pool/share.h"
#include "blocks.h"

// Elements that one thread takes at once of what is done element by element.
#define PART 16384
// Vectors of few channels are repeated to about this length.
#define REPEATED 128
#define VECTORS 4
// Channels whose blocks are joined at once, in float64.
#define MERGED 64

typedef struct {
  const keiryo_f32_batch_normalization *p;
  const float *x, *g;
  float *y;
  const float *center;
  keiryo_row_blocks blocks;
  float *partial[2];         // of every block, by channel
  const float *vectors[VECTORS];  // each `width` long
  size_t together, width;    // rows that are taken as one, their elements
  size_t rows_per_chunk;     // of such rows
} context;

static size_t rows_together(size_t channels) { return channels < REPEATED ? REPEATED / channels : 1; }

size_t keiryo_f32_batch_normalization_scratch(const keiryo_f32_batch_normalization *p) {
  size_t blocks = keiryo_row_blocks_of(p->rows, p->channels).count;
  return (2 * blocks * p->channels + VECTORS * rows_together(p->channels) * p->channels) * sizeof(float);
}

static context context_for(const keiryo_f32_batch_normalization *p, float *scratch) {
  context c = {.p = p, .blocks = keiryo_row_blocks_of(p->rows, p->channels)};
  size_t partial = c.blocks.count * p->channels;
  c.partial[0] = scratch;
  c.partial[1] = scratch + partial;
  c.together = rows_together(p->channels);
  c.width = c.together * p->channels;
  for (size_t i = 0; i < VECTORS; i++) c.vectors[i] = scratch + 2 * partial + i * c.width;
  c.rows_per_chunk = PART / c.width ? PART / c.width : 1;
  return c;
}

// Where the value of a channel stands in a vector that is made before the elements are.
static void set(const context *c, size_t vector, size_t channel, float value) {
  float *v = (float *)c->vectors[vector];
  for (size_t i = channel; i < c->width; i += c->p->channels) v[i] = value;
}

// Mean and squares of one block about its own mean: means far from 0 cost no digits.
static void statistics_block(void *opaque, size_t block) {
  const context *c = opaque;
  const keiryo_f32_batch_normalization *p = c->p;
  size_t rows = keiryo_row_block_count(&c->blocks, block);
  const float *x = c->x + block * c->blocks.rows * p->channels;
  float *mean = c->partial[0] + block * p->channels, *squares = c->partial[1] + block * p->channels;
  p->loops->channel_sums(x, rows, p->channels, mean);
  p->loops->scale(mean, 1.0f / (float)rows, p->channels);
  p->loops->channel_squares(x, mean, rows, p->channels, squares);
}

static void products_block(void *opaque, size_t block) {
  const context *c = opaque;
  const keiryo_f32_batch_normalization *p = c->p;
  size_t start = block * c->blocks.rows * p->channels;
  p->loops->channel_products(
    c->x + start, c->g + start, c->center, keiryo_row_block_count(&c->blocks, block), p->channels,
    c->partial[0] + block * p->channels, c->partial[1] + block * p->channels);
}

static keiryo_pool *workers(const keiryo_f32_batch_normalization *p, keiryo_pool *pool) {
  return keiryo_share(pool, (double)p->rows * (double)p->channels / KEIRYO_NORMALIZATION, 0);
}

// Calls the function for the elements, whole runs of rows first.
static void each_element(context *c, keiryo_pool *pool, keiryo_chunk_function function) {
  size_t whole = c->p->rows / c->together;
  keiryo_parallel_for(
    workers(c->p, pool), (whole + c->rows_per_chunk - 1) / c->rows_per_chunk, function, c);
}

static size_t chunk_rows(const context *c, size_t chunk) {
  size_t whole = c->p->rows / c->together, left = whole - chunk * c->rows_per_chunk;
  return left < c->rows_per_chunk ? left : c->rows_per_chunk;
}

static void normalize_chunk(void *opaque, size_t chunk) {
  const context *c = opaque;
  size_t start = chunk * c->rows_per_chunk * c->width;
  c->p->loops->channel_affine(
    c->x + start, c->vectors[0], c->vectors[1], c->vectors[2], c->y + start, chunk_rows(c, chunk), c->width, c->p->low,
    c->p->high);
}

void keiryo_f32_batch_normalization_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_batch_normalization *p = parameters;
  const float *scale = buffers[1], *bias = buffers[2];
  float *mean = buffers[4], *variance = buffers[5];
  context c = context_for(p, buffers[6]);
  c.x = buffers[0];
  c.y = buffers[3];
  keiryo_row_blocks_run(&c.blocks, workers(p, pool), statistics_block, &c);
  for (size_t first = 0; first < p->channels; first += MERGED) {
    size_t n = p->channels - first < MERGED ? p->channels - first : MERGED;
    double middle[MERGED] = {0}, spread[MERGED] = {0};
    for (size_t b = 0; b < c.blocks.count; b++) {
      double rows = (double)keiryo_row_block_count(&c.blocks, b);
      const float *part = c.partial[0] + b * p->channels + first;
      for (size_t i = 0; i < n; i++) middle[i] += (double)part[i] * rows;
    }
    for (size_t i = 0; i < n; i++) middle[i] /= (double)p->rows;
    for (size_t b = 0; b < c.blocks.count; b++) {
      double rows = (double)keiryo_row_block_count(&c.blocks, b);
      const float *means = c.partial[0] + b * p->channels + first, *squares = c.partial[1] + b * p->channels + first;
      for (size_t i = 0; i < n; i++) {
        double off = (double)means[i] - middle[i];
        spread[i] += (double)squares[i] + off * off * rows;
      }
    }
    for (size_t i = 0; i < n; i++) {
      spread[i] /= (double)p->rows;
      mean[first + i] = (float)middle[i];
      variance[first + i] = (float)spread[i];
      set(&c, 0, first + i, mean[first + i]);
      set(&c, 1, first + i, (float)((double)scale[first + i] / sqrt(spread[i] + (double)p->epsilon)));
      set(&c, 2, first + i, bias[first + i]);
    }
  }
  each_element(&c, pool, normalize_chunk);
  size_t done = p->rows / c.together * c.width;
  p->loops->channel_affine(
    c.x + done, c.vectors[0], c.vectors[1], c.vectors[2], c.y + done, p->rows % c.together, p->channels, p->low,
    p->high);
}

static void gradient_chunk(void *opaque, size_t chunk) {
  const context *c = opaque;
  size_t start = chunk * c->rows_per_chunk * c->width;
  c->p->loops->channel_affine_pair(
    c->g + start, c->vectors[0], c->x + start, c->vectors[1], c->vectors[2], c->vectors[3], c->y + start,
    chunk_rows(c, chunk), c->width);
}

void keiryo_f32_batch_normalization_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_batch_normalization *p = parameters;
  const float *scale = buffers[1], *variance = buffers[3];
  float *dscale = buffers[6], *dbias = buffers[7];
  context c = context_for(p, buffers[8]);
  c.x = buffers[0];
  c.center = buffers[2];
  c.g = buffers[4];
  c.y = buffers[5];
  keiryo_row_blocks_run(&c.blocks, workers(p, pool), products_block, &c);
  double rows = (double)p->rows;
  for (size_t first = 0; first < p->channels; first += MERGED) {
    size_t n = p->channels - first < MERGED ? p->channels - first : MERGED;
    double sum[MERGED] = {0}, products[MERGED] = {0};
    for (size_t b = 0; b < c.blocks.count; b++) {
      const float *part = c.partial[0] + b * p->channels + first, *other = c.partial[1] + b * p->channels + first;
      for (size_t i = 0; i < n; i++) {
        sum[i] += (double)part[i];
        products[i] += (double)other[i];
      }
    }
    for (size_t i = 0; i < n; i++) {
      size_t channel = first + i;
      double inverse = 1 / sqrt((double)variance[channel] + (double)p->epsilon);
      double factor = (double)scale[channel] * inverse;
      dbias[channel] = (float)sum[i];
      dscale[channel] = (float)(products[i] * inverse);
      set(&c, 0, channel, (float)factor);
      set(&c, 1, channel, c.center[channel]);
      set(&c, 2, channel, (float)(-factor * inverse * inverse * products[i] / rows));
      set(&c, 3, channel, (float)(-factor * sum[i] / rows));
    }
  }
  each_element(&c, pool, gradient_chunk);
  size_t done = p->rows / c.together * c.width;
  p->loops->channel_affine_pair(
    c.g + done, c.vectors[0], c.x + done, c.vectors[1], c.vectors[2], c.vectors[3], c.y + done, p->rows % c.together,
    p->channels);
}
