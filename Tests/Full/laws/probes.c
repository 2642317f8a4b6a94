// The probes of one instruction set do the work they state.
#include "keiryo/probe.h"

#include <stdlib.h>

#include "laws.h"

void probe_laws(uint32_t features) {
  const keiryo_probe *floats = keiryo_f32_probe(features), *codes = keiryo_u8s8_probe(features);
  const keiryo_probe *reads = keiryo_read_probe(features);
  // Every lane of float32 ends at the fixed point 2, every lane of codes counts the rounds.
  law(floats->run(NULL, 64) == 2 * floats->lanes, "%s: lanes of float32", floats->name);
  law(codes->run(NULL, 37) == 37 * codes->lanes, "%s: lanes of codes", codes->name);
  for (size_t bytes = 64; bytes <= 2048; bytes += 64) {
    uint32_t *words = law_memory(bytes), sum = 0;
    for (size_t i = 0; i < bytes / 4; i++) sum += words[i] = law_draw();
    law(reads->run(words, bytes) == sum, "%s: reading %zu bytes", reads->name, bytes);
    free(words);
  }
  keiryo_fine_clock clock = keiryo_find_fine_clock();
  uint64_t first = clock();
  law(clock() >= first, "the fine clock runs backwards and so");
}
