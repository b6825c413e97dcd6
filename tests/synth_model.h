/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * synth_model.h -- models from text, and back to text, so that a test that
 * fails prints both.  Addresses and sizes are hexadecimal, as A+SIZE:
 *
 *	machine arm64			also: os windows, writer gdb
 *	auxv phdr=40 phnum=d phent=38 random=7f00 sysinfo=... entry= base=
 *	thread sp=1000 pc= tp= blocked= stack=A+SIZE
 *	crash 1234			its address
 *	unblockable 180040100		signals that nobody can block
 *	module NAME A+SIZE stamp=1
 *	r-x A+SIZE /lib/libc.so@OFFSET WORD...	a region
 *	map A+SIZE /lib/libc.so@OFFSET	a mapped file without a region
 *	bytes A+SIZE			memory that nothing describes
 *	record GROUP NAME		of a role of that group
 *
 * Words of a region: deleted (so is its file); private image mapped reserved
 * free guard uncached writecopy unsure; absent (no bytes); has=A+SIZE (only
 * these); load=N (the PT_LOAD it is of).
 */
#ifndef SYNTH_MODEL_H
#define SYNTH_MODEL_H

#include "model/plan.h"

/* Settled, without classes.  Text that is wrong ends the test. */
struct dump_model *synth_model(const char *text);
/* The same with classes. */
struct dump_model *synth_classified(const char *text);
/* "1000+2000 code", a line per run of one class; static. */
const char *synth_classes(const struct dump_model *m);
/* Only the runs of that class: "1000+2000 5000+1000"; static. */
const char *synth_class(const struct dump_model *m, enum dump_class class);

/* Zeros for all bytes that M describes; the caller's to free(). */
uint8_t	*synth_bytes(const struct dump_model *m, size_t *size);
/* Where in these the byte at ADDR is. */
size_t	 synth_offset(const struct dump_model *m, uint64_t addr);

/* What filters decide, "heap", "drop what=code" up to NULL: resolved. */
struct dump_plan *synth_plan(struct dump_model *m, ...)
	    __attribute__((sentinel));
/* The bytes that a plan keeps: "1000+2000 5000+1000"; static. */
const char *synth_kept(const struct dump_plan *p);
/* The names of the records that it keeps: "ThreadList Token"; static. */
const char *synth_records(const struct dump_plan *p);

#endif
