import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireDebianPackages } from '../support/debian-packages.ts';
import { folderOfFile, ofFile } from '../support/of-file.ts';
import { startWatched } from './verify-anywhere/watched-process.ts';

const NGINX = '/usr/sbin/nginx';

/**
 * Starts Debian's nginx for the tests of a file, after which it ends.
 * @param name of its folder
 * @param port one on which it listens, by which it is known to have started
 * @param http what its `http` block says, with the folder for files of its own
 */
export async function nginxOfFile(name: string, port: number, http: (folder: string) => string): Promise<void> {
  requireDebianPackages({ nginx: NGINX });
  const folder = await folderOfFile(name);
  // The workers are not root.
  await chmod(folder, 0o755);
  const config = join(folder, 'nginx.conf');
  const log = join(folder, 'error.log');
  await writeFile(
    config,
    `
daemon off;
pid ${folder}/pid;
error_log ${log};
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  ${http(folder)}
}
`,
  );
  ofFile(await startWatched(port, [NGINX, '-c', config, '-e', log]), (nginx) => nginx.stop());
}
