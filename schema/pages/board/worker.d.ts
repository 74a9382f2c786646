/** Which version of the board's files this is: written by the server above `worker.js`. */
declare const VERSION: string;
