/* SPDX-License-Identifier: BSD-2-Clause */
/* window.c -- reads memory in small parts that lie close together. */
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "process/memory.h"
#include "process/window.h"

/* From ADDR on, as far as it may look and there is memory. */
static int
fill(struct window *v, uint64_t addr)
{
	const struct dump_model *m = v->w->m;
	uint64_t most = 0, next = addr;
	uint32_t i = model_find_region(m, addr);

	for (; i < m->nregions && m->regions[i].at.addr <= next &&
	    v->may(m, &m->regions[i]); i++) {
		next = span_last(m->regions[i].at) + 1;
		most = next - addr;
		if (next == 0 || most >= WINDOW)
			break;
	}
	v->addr = addr;
	return memory_read(m, v->w->src, addr, v->bytes,
	    (size_t)min_u64(most, WINDOW), &v->len, v->w->err);
}

int
window_read(struct window *v, uint64_t addr, void *buf, size_t len, bool *all)
{
	uint64_t low = addr < WINDOW / 4 ? 0 :
	    round_down(addr - WINDOW / 4, WINDOW / 4);

	*all = false;
	if (v->len == 0 || addr < v->addr ||
	    !fits(addr - v->addr, len, v->len)) {
		/* Lists grow upwards, and their entries look back. */
		if (fill(v, low) == -1 || (!fits(addr - low, len, v->len) &&
		    fill(v, addr) == -1))
			return -1;
		if (!fits(addr - v->addr, len, v->len))
			return 0;
	}
	memcpy(buf, v->bytes + (addr - v->addr), len);
	*all = true;
	return 0;
}

int
window_word(struct window *v, uint64_t addr, uint64_t *out, bool *all)
{
	uint8_t buf[8];

	if (window_read(v, addr, buf, v->w->m->word, all) == -1)
		return -1;
	if (*all)
		*out = get_word(v->w->m->facts.big_endian, v->w->m->word,
		    buf);
	return 0;
}

int
window_u32(struct window *v, uint64_t addr, uint32_t *out, bool *all)
{
	uint8_t buf[4];

	if (window_read(v, addr, buf, sizeof buf, all) == -1)
		return -1;
	if (*all)
		*out = get32(v->w->m->facts.big_endian, buf);
	return 0;
}

int
window_is_text(struct window *v, uint64_t addr, const char *text, bool *is)
{
	char buf[WINDOW / 8];
	size_t len = strlen(text) + 1;

	*is = false;
	if (len > sizeof buf)
		return 0;
	if (window_read(v, addr, buf, len, is) == -1)
		return -1;
	*is = *is && memcmp(buf, text, len) == 0;
	return 0;
}
