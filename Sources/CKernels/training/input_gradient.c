// The gradient of a convolution with respect to its input, in one of two forms:
//
// - phases: dx is a convolution of dy with the weights turned round. With a stride s the positions of dx fall into s × s
//   phases, each of which meets its own taps; a phase is a dense convolution.
// - windows: the gradients of all windows of one row of dy, then each window added into dx. It computes with whole
//   windows, which fill vectors where a pixel of dx has too few channels to do so.
#include "gradient.h"

// Channels of a vector for which the form is chosen: the same for all processors, so that all sum in the same order.
#define VECTOR 16

static size_t vectors(size_t count) { return (count + VECTOR - 1) / VECTOR; }

static int takes_phases(const keiryo_f32_convolution_gradient *p) {
  size_t taps = p->kernel_height * p->kernel_width, channels = p->channels / p->groups;
  size_t outputs = p->output_channels / p->groups;
  // A row of a window is read, added and written.
  size_t adding = 4 * p->kernel_height * vectors(p->kernel_width * channels);
  return taps * vectors(channels) * outputs <= vectors(taps * channels) * outputs + adding;
}

size_t keiryo_f32_input_gradient_prepare(keiryo_f32_convolution_gradient *p) {
  return takes_phases(p) ? keiryo_input_phases_prepare(p) : keiryo_input_windows_prepare(p);
}

void keiryo_f32_input_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_convolution_gradient *p = parameters;
  (takes_phases(p) ? keiryo_input_phases_run : keiryo_input_windows_run)(
    p, buffers[0], buffers[1], buffers[2], buffers[3], pool);
}
