// Every loop, compiled for the instruction set whose vector header was included before.
#include "keiryo/fixed.h"
#include "keiryo/loops.h"

#include "functions.h"
#include "float.h"
#include "channels.h"
#include "fake_quantize.h"
#include "codes.h"
#include "fixed.h"
#include "maximum.h"
#include "maximum_gradient.h"
#include "observe.h"

#ifndef LOOPS_FEATURES
#define LOOPS_FEATURES 0
#endif

const keiryo_loops KEIRYO_JOIN(keiryo_loops__, LOOPS_SUFFIX);
const keiryo_loops KEIRYO_JOIN(keiryo_loops__, LOOPS_SUFFIX) = {
  .name = KEIRYO_TEXT(LOOPS_SUFFIX), .features = LOOPS_FEATURES, .unary = unary, .binary = binary,
  .clamp_gradient = clamp_gradient, .fake_quantize = fake_quantize, .fake_quantize_gradient = fake_quantize_gradient,
  .softmax = softmax, .normalize = normalize, .sum = sum, .maximum = maximum, .range = range,
  .accumulate = accumulate,
  .accumulate_maximum = accumulate_maximum, .scale = scale,
  .spread_rows = spread_rows, .gather_rows = gather_rows, .channel_sums = channel_sums, .channel_squares = channel_squares, .channel_products = channel_products,
  .channel_affine = channel_affine, .channel_affine_pair = channel_affine_pair, .maximum_gradient = maximum_gradient,
  .maximum_f32 = maximum_f32, .maximum_u8 = maximum_u8, .maximum_s8 = maximum_s8, .sum_u8 = sum_u8, .sum_s8 = sum_s8,
  .requantize_sum = requantize_sum, .quantize = quantize, .quantize_channels = quantize_channels,
  .dequantize = dequantize, .dequantize_channels = dequantize_channels, .add_codes = add_codes,
  .fixed_binary = fixed_binary, .fixed_scale = fixed_scale, .lookup = lookup, .sgd = sgd, .adam = adam,
  .is_finite = is_finite, .count_bins = count_bins,
};
