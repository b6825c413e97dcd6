/* SPDX-License-Identifier: BSD-2-Clause */
/* mdmp.c -- assembles minidumps: header, directory, blobs, memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpora/mdmp.h"

void
mdmp_begin(struct mdmp *m, struct buf *out, enum arch arch, uint64_t flags,
    unsigned room)
{
	memset(m, 0, sizeof *m);
	m->b = out;
	m->flags = flags;
	m->arch = arch;
	m->room = room;
	buf_zeros(out, 32);
	if (room != 0)
		m->directory = buf_zeros(out, room * 12);
}

void
mdmp_end(struct mdmp *m)
{
	struct buf *b = m->b;
	size_t at = m->directory, i;

	if (m->room != 0 && m->nstreams > m->room)
		abort();
	if (m->room == 0) {
		m->room = m->nstreams;
		at = buf_zeros(b, m->nstreams * 12);
	}
	for (i = 0; i < m->nstreams; i++) {
		buf_set32(b, at + 12 * i, m->streams[i].type);
		buf_set32(b, at + 12 * i + 4, m->streams[i].size);
		buf_set32(b, at + 12 * i + 8, m->streams[i].rva);
	}
	buf_set32(b, 0, 0x504d444d);
	buf_set32(b, 4, 0xa793 | (m->flags != 0 ? 0xa0ee0000U : 0));
	buf_set32(b, 8, m->room);
	buf_set32(b, 12, (uint32_t)at);
	buf_set32(b, 20, 1700000000);
	buf_set64(b, 24, m->flags);
	for (i = 0; i < m->nranges; i++)
		buf_free(&m->ranges[i].bytes);
}

void
mdmp_open(struct mdmp *m, uint32_t type)
{
	if (m->nstreams == STREAMS_MAX)
		abort();
	m->streams[m->nstreams].type = type;
	m->streams[m->nstreams].rva = (uint32_t)m->b->n;
}

void
mdmp_close(struct mdmp *m)
{
	m->streams[m->nstreams].size = (uint32_t)m->b->n -
	    m->streams[m->nstreams].rva;
	m->nstreams++;
}

void
mdmp_stream(struct mdmp *m, uint32_t type, const void *bytes, size_t len)
{
	mdmp_open(m, type);
	buf_add(m->b, bytes, len);
	mdmp_close(m);
}

void
mdmp_string(struct mdmp *m, size_t at, const char *text)
{
	size_t len = strlen(text), i;

	buf_set32(m->b, at, (uint32_t)m->b->n);
	buf_u32(m->b, (uint32_t)len * 2);
	for (i = 0; i <= len; i++)
		buf_u16(m->b, (unsigned char)text[i]);
}

void
mdmp_blob(struct mdmp *m, size_t at, const void *bytes, size_t len)
{
	buf_set32(m->b, at, (uint32_t)len);
	buf_set32(m->b, at + 4, (uint32_t)m->b->n);
	buf_add(m->b, bytes, len);
}

struct range *
mdmp_memory(struct mdmp *m, uint64_t addr, size_t len)
{
	struct range *r = &m->ranges[m->nranges++];
	size_t i;

	if (m->nranges > RANGES_MAX)
		abort();
	r->addr = addr;
	r->bytes.big = m->b->big;
	for (i = 0; i < len; i += 8)
		buf_u64(&r->bytes, addr + i);
	buf_cut(&r->bytes, len);
	return r;
}

void
mdmp_poke(struct mdmp *m, uint64_t addr, const void *bytes, size_t len)
{
	struct range *r;

	for (r = m->ranges; r < m->ranges + m->nranges; r++)
		if (addr - r->addr < r->bytes.n &&
		    len <= r->bytes.n - (addr - r->addr)) {
			buf_set(&r->bytes, addr - r->addr, bytes, len);
			return;
		}
	fprintf(stderr, "mkcorpus: %#jx is not there\n", (uintmax_t)addr);
	abort();
}

void
mdmp_put_memory(struct mdmp *m)
{
	struct range *r;

	for (r = m->ranges; r < m->ranges + m->nranges; r++)
		if (r->rva == 0)
			r->rva = (uint32_t)buf_add(m->b, r->bytes.v,
			    r->bytes.n);
}

/* If no bytes were put before, they follow the list. */
void
mdmp_memory_list(struct mdmp *m, bool padded)
{
	size_t at, i;

	mdmp_open(m, MEMORY_LIST);
	buf_u32(m->b, (uint32_t)m->nranges);
	if (padded)
		buf_u32(m->b, 0);
	at = buf_zeros(m->b, 16 * m->nranges);
	mdmp_close(m);
	mdmp_put_memory(m);
	for (i = 0; i < m->nranges; i++) {
		buf_set64(m->b, at + 16 * i, m->ranges[i].addr);
		buf_set32(m->b, at + 16 * i + 8,
		    (uint32_t)m->ranges[i].bytes.n);
		buf_set32(m->b, at + 16 * i + 12, m->ranges[i].rva);
	}
}

void
mdmp_memory64_list(struct mdmp *m)
{
	size_t i;

	mdmp_open(m, MEMORY64_LIST);
	buf_u64(m->b, m->nranges);
	buf_u64(m->b, m->b->n + 8 + 16 * m->nranges);
	for (i = 0; i < m->nranges; i++) {
		buf_u64(m->b, m->ranges[i].addr);
		buf_u64(m->b, m->ranges[i].bytes.n);
	}
	mdmp_close(m);
	mdmp_put_memory(m);
}
