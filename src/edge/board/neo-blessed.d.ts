/** neo-blessed has the interface of blessed and no types of its own. */
declare module 'neo-blessed' {
  import * as blessed from 'blessed';
  export default blessed;
}
