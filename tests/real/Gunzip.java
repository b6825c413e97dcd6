/* SPDX-License-Identifier: BSD-2-Clause */
/* Gunzip.java -- the plain bytes of a .gz, of which nothing may be left. */
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

class Gunzip {
	public static void main(String[] args) throws Exception {
		byte[] block = new byte[65536];
		int n;

		try (InputStream file = new FileInputStream(args[0]);
		    InputStream in = new GZIPInputStream(file)) {
			while ((n = in.read(block)) > 0)
				System.out.write(block, 0, n);
			System.out.flush();
			if (file.read() != -1)
				System.exit(1);
		}
	}
}
