// What the laws of the kernels share. They are C, so that another processor's emulator can run them.
#ifndef LAWS_H
#define LAWS_H

#include <stddef.h>
#include <stdint.h>

uint32_t law_draw(void);
float law_float(void);  // −1 … 1
// Zeroed, aligned for every kernel, with room behind for kernels that read whole vectors. Ends the program without it.
void *law_memory(size_t bytes);
// Counts a case, and says which one broke the law.
__attribute__((format(printf, 2, 3))) void law(int holds, const char *format, ...);

// What a sum becomes in fixed point, by plain integers; see KEIRYO_ROUND_*. `first` and `second` are the two numbers of a
// column.
int32_t law_scaled(uint32_t rounding, int32_t sum, int32_t first, int32_t second);
// Two such numbers.
void law_ratio(uint32_t rounding, int32_t *first, int32_t *second);

// Each for the best kernels of a processor with these features.
void tile_laws(uint32_t features);
void depthwise_laws(uint32_t features);
void winograd_laws(uint32_t features);
void loop_laws(uint32_t features);
void fixed_laws(uint32_t features);
void dynamic_laws(uint32_t features);
void sparse_laws(uint32_t features);
void int4_laws(uint32_t features);
void probe_laws(uint32_t features);
void stream_laws(uint32_t features);

#endif
