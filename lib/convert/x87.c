/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x87.c -- from FXSAVE to FSAVE and back.  Both have the registers in the
 * order of the stack; the tag word goes by their numbers.  FSAVE has two bits
 * for each, FXSAVE one: empty or not.
 */
#include <string.h>

#include "base/bytes.h"
#include "convert/x87.h"

enum {
	/* FXSAVE */
	FX_CONTROL = 0, FX_STATUS = 2, FX_TAG = 4, FX_OPCODE = 6, FX_IP = 8,
	FX_CS = 12, FX_DATA = 16, FX_DS = 20, FX_MXCSR = 24, FX_ST = 32,
	FX_STRIDE = 16,
	/* FSAVE, each in 4 bytes */
	FS_CONTROL = 0, FS_STATUS = 4, FS_TAG = 8, FS_IP = 12, FS_CS = 16,
	FS_DATA = 20, FS_DS = 24, FS_ST = 28,
	REGISTERS = 8, REGISTER = 10,
	VALID = 0, ZERO = 1, SPECIAL = 2, EMPTY = 3,
	MXCSR_INITIAL = 0x1f80
};

/* Of a register that is not empty: 64 bits of significand with an explicit
 * leading one, sign and 15 bits of exponent. */
static unsigned
tag_of(const uint8_t *st)
{
	uint64_t significand = le64(st);
	unsigned exponent = le16(st + 8) & 0x7fff;

	if (exponent == 0)
		return significand == 0 ? ZERO : SPECIAL;
	if (exponent == 0x7fff || significand >> 63 == 0)
		return SPECIAL;
	return VALID;
}

void
fsave_from_fxsave(uint8_t *out, const uint8_t *fxsave)
{
	unsigned top = le16(fxsave + FX_STATUS) >> 11 & 7, tags = 0, i, tag;
	const uint8_t *st;

	memset(out, 0, FSAVE_SIZE);
	for (i = 0; i < REGISTERS; i++) {
		st = fxsave + FX_ST + (i - top) % REGISTERS * FX_STRIDE;
		tag = (fxsave[FX_TAG] >> i & 1) == 0 ? EMPTY : tag_of(st);
		tags |= tag << (2 * i);
		memcpy(out + FS_ST + i * REGISTER, fxsave + FX_ST +
		    i * FX_STRIDE, REGISTER);
	}
	/* The upper halves read as ones. */
	put_le32(out + FS_CONTROL, 0xffff0000 | le16(fxsave + FX_CONTROL));
	put_le32(out + FS_STATUS, 0xffff0000 | le16(fxsave + FX_STATUS));
	put_le32(out + FS_TAG, 0xffff0000 | tags);
	put_le32(out + FS_IP, le32(fxsave + FX_IP));
	put_le32(out + FS_CS, le16(fxsave + FX_CS) |
	    (uint32_t)(le16(fxsave + FX_OPCODE) & 0x7ff) << 16);
	put_le32(out + FS_DATA, le32(fxsave + FX_DATA));
	put_le32(out + FS_DS, 0xffff0000 | le16(fxsave + FX_DS));
}

void
fxsave_from_fsave(uint8_t *out, const uint8_t *fsave)
{
	uint32_t tags = le32(fsave + FS_TAG);
	unsigned i;

	memset(out, 0, FXSAVE_SIZE);
	for (i = 0; i < REGISTERS; i++) {
		if ((tags >> (2 * i) & 3) != EMPTY)
			out[FX_TAG] |= (uint8_t)(1 << i);
		memcpy(out + FX_ST + i * FX_STRIDE,
		    fsave + FS_ST + i * REGISTER, REGISTER);
	}
	put_le16(out + FX_CONTROL, le16(fsave + FS_CONTROL));
	put_le16(out + FX_STATUS, le16(fsave + FS_STATUS));
	put_le16(out + FX_OPCODE, le16(fsave + FS_CS + 2) & 0x7ff);
	put_le32(out + FX_IP, le32(fsave + FS_IP));
	put_le16(out + FX_CS, le16(fsave + FS_CS));
	put_le32(out + FX_DATA, le32(fsave + FS_DATA));
	put_le16(out + FX_DS, le16(fsave + FS_DS));
	put_le32(out + FX_MXCSR, MXCSR_INITIAL);
}
