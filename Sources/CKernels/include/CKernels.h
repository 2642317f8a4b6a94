#ifndef KEIRYO_CKERNELS_H
#define KEIRYO_CKERNELS_H

#include "keiryo/batch_normalization.h"
#include "keiryo/codes.h"
#include "keiryo/convolution.h"
#include "keiryo/depthwise.h"
#include "keiryo/dynamic.h"
#include "keiryo/elementwise.h"
#include "keiryo/fixed.h"
#include "keiryo/gather_gradient.h"
#include "keiryo/gemm.h"
#include "keiryo/gradient.h"
#include "keiryo/instruction_set.h"
#include "keiryo/int4.h"
#include "keiryo/movement.h"
#include "keiryo/observe.h"
#include "keiryo/optimizer.h"
#include "keiryo/probe.h"
#include "keiryo/rows.h"
#include "keiryo/sparse.h"
#include "keiryo/step.h"
#include "keiryo/stream.h"
#include "keiryo/tile.h"
#include "keiryo/window.h"
#include "keiryo/winograd.h"
#include "keiryo/winograd_weights.h"

#endif
