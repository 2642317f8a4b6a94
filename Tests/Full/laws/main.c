#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keiryo/instruction_set.h"
#include "laws.h"

static uint32_t state = 1;
static int failures = 0, cases = 0;

uint32_t law_draw(void) { return state = state * 1664525u + 1013904223u; }
float law_float(void) { return (float)(int32_t)law_draw() / 2147483648.0f; }

void *law_memory(size_t bytes) {
  size_t room = (bytes + 64 + 63) / 64 * 64;
  void *memory = aligned_alloc(64, room);
  if (!memory) exit(2);
  return memset(memory, 0, room);
}

void law(int holds, const char *format, ...) {
  cases++;
  if (holds) return;
  failures++;
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputs(" differs\n", stderr);
}

int main(void) {
  uint32_t features = keiryo_detected_features();
  for (uint32_t wanted = 0; wanted <= 63; wanted++) {
    if (wanted & ~features) continue;
    tile_laws(wanted);
    depthwise_laws(wanted);
    winograd_laws(wanted);
    loop_laws(wanted);
    fixed_laws(wanted);
    dynamic_laws(wanted);
    sparse_laws(wanted);
    int4_laws(wanted);
    probe_laws(wanted);
    stream_laws(wanted);
  }
  printf("features %u: %d cases, %d differ\n", features, cases, failures);
  return failures != 0;
}
